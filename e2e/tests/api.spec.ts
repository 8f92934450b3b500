// Keys for programs, the page on which the API is tried, and a document in a frame of another site: pages of the server's, in a browser that
// holds them to their policies.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { complaints } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";

const PASSWORD = "correct horse";

async function signUp(page: Page): Promise<void> {
  await page.goto("/sign-up");
  for (const [name, value] of Object.entries({ name: "Ada", email: "ada@example.org", password: PASSWORD })) {
    await page.locator(`[name=${name}]`).fill(value);
  }
  await page.locator("main form button").click();
  await page.waitForURL("/");
}

/** Nothing that axe complains of, in light and dark, and nothing that is wider than a telephone. */
async function looksRight(page: Page, attach: (name: string, body: Buffer) => Promise<void>, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [width, height] of [[1280, 800], [320, 640]] as const) {
      await page.setViewportSize({ width, height });
      expect(await complaints(page), name).toEqual([]);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(sideways, name).toBe(0);
      await attach(`${name}-${colorScheme}-${width}`, await page.screenshot({ fullPage: true }));
    }
  }
}

test("a key is made, tried on the page about the API, and revoked", async ({ meet }, testInfo) => {
  const { page } = await meet("Ada");
  const attach = (name: string, body: Buffer): Promise<void> => testInfo.attach(name, { body, contentType: "image/png" });
  await signUp(page);
  await page.goto("/account");
  await page.getByRole("link", { name: "Keys for programs" }).click();
  await page.getByLabel("What it is for").fill("A script");
  await page.getByLabel("Make documents and write in them").check();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.locator("code.secret").textContent();
  expect(key).toMatch(/^octavo_[\w-]{64}$/);
  await looksRight(page, attach, "key");
  await page.getByRole("link", { name: "Back to the keys" }).click();
  await expect(page.getByRole("heading", { name: "A script" })).toBeVisible();
  await looksRight(page, attach, "keys");

  await page.getByRole("link", { name: "What programs can do here" }).click();
  await page.getByLabel("Key", { exact: true }).fill(key!);
  await page.getByText("Makes a document of a title and a text").click();
  const make = page.locator('form[data-method="POST"][data-path="/api/documents"]');
  await make.getByRole("button", { name: "Try it" }).click();
  await expect(make.locator("output")).toContainText("201");
  const id = /[0-9a-f-]{36}/.exec((await make.locator("output").textContent())!)![0];
  await page.getByText("Reads a document", { exact: true }).click();
  const read = page.locator('form[data-method="GET"][data-path="/api/documents/{id}/content"]');
  await read.locator("[name=id]").fill(id);
  await read.locator("[name=as]").fill("markdown");
  await read.getByRole("button", { name: "Try it" }).click();
  await expect(read.locator("output")).toContainText("# Heading");
  await looksRight(page, attach, "docs");
  // The key has not the scope for that.
  await page.getByText("Puts a document into the trash").click();
  const trash = page.locator('form[data-method="PUT"][data-path="/api/documents/{id}/trash"]');
  await trash.locator("[name=id]").fill(id);
  await trash.getByRole("button", { name: "Try it" }).click();
  await expect(trash.locator("output")).toContainText("it has not the scope");

  await page.goto("/account/keys");
  await page.getByRole("button", { name: "Revoke: A script" }).click();
  await expect(page.getByRole("status")).toContainText("The key is revoked");
});

test("a document is shown in a frame of a site that its owner named, and of no other", async ({ meet, server }, testInfo) => {
  const { page } = await meet("Ada");
  const attach = (name: string, body: Buffer): Promise<void> => testInfo.attach(name, { body, contentType: "image/png" });
  await signUp(page);
  const ops = [{ insert: "A plan" }, { insert: "\n", attributes: { header: 1 } }, { insert: "for all to see\n" }];
  const made = await page.request.post("/api/documents", { data: { title: "Plan", delta: { ops } } });
  const { id } = (await made.json()) as { id: string };
  // Two other sites: another port is another origin.
  let frame = "";
  const site = (): Promise<string> =>
    new Promise((resolve) => {
      const other = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(frame));
      other.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(other.address() as AddressInfo).port}`));
      other.unref();
    });
  const [named, unnamed] = await Promise.all([site(), site()]);

  await page.goto(`/d/${id}/access`);
  await page.getByLabel("May be shown").selectOption("On these sites");
  await page.getByLabel("Sites", { exact: true }).fill(named);
  await page.locator('form[action$="/embed"] button').click();
  await expect(page.getByRole("status")).toBeVisible();
  await looksRight(page, attach, "access");
  const code = (await page.locator("code.secret").textContent())!;
  expect(code).toContain(`${server.url}/embed/`);
  frame = `<!doctype html><title>Another site</title>${code}`;

  // Somebody who has nothing of Octavo's in his browser: what a test puts there is out of reach in a frame like this.
  const stranger = await page.context().browser()!.newPage();
  await stranger.goto(named);
  const shown = stranger.frameLocator("iframe");
  await expect(shown.getByRole("heading", { name: "A plan" })).toBeVisible();
  await attach("embedded", await stranger.screenshot());
  await stranger.goto(unnamed);
  await expect.poll(() => stranger.frames().length).toBe(2);
  await expect(shown.getByRole("heading", { name: "A plan" })).toHaveCount(0);

  await page.getByLabel("May be shown").selectOption("Nowhere");
  await page.locator('form[action$="/embed"] button').click();
  await expect(page.getByRole("status")).toBeVisible();
  await stranger.goto(named);
  await expect.poll(() => stranger.frames().length).toBe(2);
  await expect(shown.getByRole("heading", { name: "A plan" })).toHaveCount(0);
});
