// Leaving a browser that others use too: what is unsent is named, what is kept is its owner's alone, and the server knows nobody
// there any more.

import AxeBuilder from "@axe-core/playwright";
import type { Page, TestInfo } from "@playwright/test";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const PASSWORD = "correct horse";

async function signUp(page: Page, name: string, email: string): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-"));
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-"));
}

function entries(person: Person) {
  return person.page.getByRole("list", { name: "Recent documents" }).getByRole("listitem");
}

/** The databases of this browser, and how many records each store of them has. */
function stored(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(async () => {
    const counts: Record<string, number[]> = {};
    for (const { name } of await indexedDB.databases()) {
      const opened = await new Promise<IDBDatabase>((done) => {
        const opening = indexedDB.open(name!);
        opening.onsuccess = () => done(opening.result);
      });
      counts[name!] = await Promise.all(
        [...opened.objectStoreNames].map(
          (store) =>
            new Promise<number>((done) => {
              const counting = opened.transaction(store).objectStore(store).count();
              counting.onsuccess = () => done(counting.result);
            }),
        ),
      );
      opened.close();
    }
    return counts;
  });
}

/** Looks at the page as it is on a screen and on a phone, in light and in dark. */
async function looks(page: Page, name: string, testInfo: TestInfo): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [[360, 740], [1280, 800]] as const) {
      await page.setViewportSize({ width, height });
      const found = await new AxeBuilder({ page }).include("dialog[open]").analyze();
      expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      await testInfo.attach(`${name}-${width}-${colorScheme}.png`, { body: await page.screenshot(), contentType: "image/png" });
    }
  }
}

test("who signs out and keeps what is here finds it again, and nobody else sees it or sends it as his own", async ({ meet, network }, testInfo) => {
  test.setTimeout(300_000);
  const ada = await meet("Ada", network);
  await signUp(ada.page, "Ada Lovelace", "ada@example.org");
  await ada.startDocument();
  await ada.title.fill("Draft");
  await ada.write("sent");
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.canGoOffline();
  await network.cut();
  await ada.write(" and never sent");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.button("You: Ada Lovelace").click();
  await ada.page.getByRole("link", { name: "Sign out…" }).click();
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog).toContainText("You are signed in as ada@example.org.");
  await expect(dialog.getByRole("listitem")).toHaveText(/^Draft: \d+ changes not sent$/);
  await looks(ada.page, "sign-out", testInfo);
  await dialog.getByRole("button", { name: "Stay signed in" }).click();
  await expect(entries(ada)).toContainText("Draft");
  await ada.page.goto("/?leave=account");
  await dialog.getByRole("button", { name: "Sign out and keep it here" }).click();
  await expect(ada.page.getByText("it does not know yet that you have signed out")).toBeVisible();
  await expect(ada.page.getByText("Start with a blank page")).toBeVisible();
  await expect(ada.page.getByText("One document of ada@example.org has changes that are only on this device.")).toBeVisible();

  await network.restore();
  await expect(ada.page.getByText("it does not know yet that you have signed out")).toBeHidden();
  await ada.page.goto("/account");
  await expect(ada.page).toHaveURL(/\/sign-in/);
  await signUp(ada.page, "Ben", "ben@example.org");
  await ada.page.goto("/");
  await expect(ada.page.getByRole("button", { name: "You: Ben" })).toBeVisible();
  await expect(ada.page.getByText("One document of ada@example.org has changes")).toBeVisible();
  await expect(ada.page.getByText("Start with a blank page")).toBeVisible();
  // He has the link, and opens what the server has.
  await ada.open(link);
  await ada.sees("sent\n");
  await ada.write(". Ben");
  await ada.seesSaved();
  await ada.page.goto("/?leave=account");
  await dialog.getByRole("button", { name: "Sign out and remove it" }).click();
  await ada.page.waitForURL(/\/sign-in/);

  await signIn(ada.page, "ada@example.org");
  const elsewhere = await meet("Cem");
  await elsewhere.open(link);
  await ada.page.goto("/");
  await expect(entries(ada)).toHaveText(/^Draft/);
  // It goes of itself.
  await expect(entries(ada)).not.toContainText("not sent");
  await expect.poll(() => elsewhere.shownText()).toContain(" and never sent");
  await expect.poll(() => elsewhere.shownText()).toContain(". Ben");
  // Each wrote what he wrote, whoever sent it in which order.
  const authors = await fetch(`${elsewhere.origin}/api/documents/${elsewhere.documentId}/history/authors`);
  const { text } = (await authors.json()) as { text: { ops: { insert: string; author: string }[] } };
  const by = (words: string) => text.ops.find(({ insert }) => insert.includes(words))?.author;
  expect(by("never sent")).toMatch(/^account:/);
  expect(by("never sent")).toBe(by("sent"));
  expect(by("Ben")).toMatch(/^account:/);
  expect(by("Ben")).not.toBe(by("never sent"));
  expect(Object.keys(await stored(ada.page)).filter((name) => name.startsWith("octavo.")).length).toBe(1);
});

test("everything is removed, and the next one at that computer is nobody known", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Mine");
  await ada.seesSaved();
  const before = (await ada.context.cookies()).find(({ name }) => name === "octavo-guest")?.value;
  await signUp(ada.page, "Ada Lovelace", "ada@example.org");
  await ada.page.goto("/");
  await expect(entries(ada)).toHaveText(/^Mine/);
  await ada.button("Remove everything from this device…").click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(ada.page.getByText("Start with a blank page")).toBeVisible();
  await expect.poll(async () => Object.values(await stored(ada.page)).flat()).toEqual([0, 0, 0]);
  // What a page of a newcomer notes is there again; nothing of hers is.
  const kept = await ada.page.evaluate(() => Object.entries(localStorage).filter(([key]) => /kept|accounts|leaving/.test(key)));
  expect(kept.filter(([, value]) => value !== "[]")).toEqual([]);
  const cookies = Object.fromEntries((await ada.context.cookies()).map(({ name, value }) => [name, value]));
  expect(cookies["octavo-session"]).toBeUndefined();
  expect(cookies["octavo-account"]).toBeUndefined();
  expect(cookies["octavo-guest"]).not.toBe(before);
  await ada.page.goto("/account");
  await expect(ada.page).toHaveURL(/\/sign-in/);
});

test("what is here of an account that is deleted is named, and can stay as a guest's", async ({ meet, network }, testInfo) => {
  test.setTimeout(180_000);
  const ada = await meet("Ada", network);
  await signUp(ada.page, "Ada Lovelace", "ada@example.org");
  await ada.startDocument();
  await ada.title.fill("Diary");
  await ada.seesSaved();
  await ada.page.goto("/account");
  await ada.page.getByText("Delete account", { exact: true }).first().click();
  const form = ada.page.locator("form[action='/account/delete']");
  await form.getByLabel("Current password").fill(PASSWORD);
  await form.getByRole("button").click();
  await ada.page.getByRole("link", { name: "What becomes of the documents in this browser?" }).click();
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog).toContainText("Your account is deleted.");
  await looks(ada.page, "gone", testInfo);
  await dialog.getByRole("button", { name: "Keep as a guest" }).click();
  await expect(entries(ada)).toHaveText(/^Diary/);
});

test("without a script one signs out all the same", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await signUp(page, "Ada", "ada@example.org");
  await page.goto("/account");
  await page.getByRole("link", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Sign out / Abmelden" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
  await context.close();
});

test("from the page about the account one signs out through the app", async ({ meet }) => {
  const ada = await meet("Ada");
  await signUp(ada.page, "Ada Lovelace", "ada@example.org");
  await ada.page.goto("/account");
  await ada.page.getByRole("link", { name: "Sign out", exact: true }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Sign out and remove it" }).click();
  await ada.page.waitForURL(/\/sign-in/);
  await ada.page.goto("/account");
  await expect(ada.page).toHaveURL(/\/sign-in/);
});
