// Single sign-on with a real provider: a guest becomes an account, comes back elsewhere, and is told what is wrong.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { complaints } from "../fixtures/axe.ts";
import { CLIENT, IdentityProvider, SECRET } from "../fixtures/identity-provider.ts";
import { freePort } from "../fixtures/ports.ts";
import { expect, test as base } from "../fixtures/test.ts";

const test = base.extend<{ port: number; provider: IdentityProvider }>({
  port: async ({}, use) => use(await freePort()),
  serveArguments: async ({ port }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "octavo-sso-"));
    const settings = { "oidc-issuer": `http://127.0.0.1:${port}`, "oidc-client-id": CLIENT, "oidc-client-secret": SECRET, "oidc-name": "The School" };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    await writeFile(join(folder, "octavo.toml"), lines.join(""));
    await use(["--config", join(folder, "octavo.toml"), "--log", "debug"]);
    await rm(folder, { recursive: true });
  },
  provider: async ({ port, server }, use) => {
    const provider = await IdentityProvider.open(port, server.url);
    await use(provider);
    await provider.close();
  },
});

/** Signs in at the provider, where it asks who somebody is and whether this server may know. */
async function signInThere(page: Page, name: string): Promise<void> {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("whatever");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test("a guest becomes an account by the provider, keeps what he wrote, and is the same one elsewhere", async ({ meet, server, provider }) => {
  expect(provider).toBeTruthy();
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Plan of the engine");
  await ada.goTo("end");
  await ada.write("As a guest.");
  await ada.seesSaved();
  await ada.page.goto("/sign-up");
  await ada.page.getByRole("link", { name: "Continue with The School" }).click();
  await signInThere(ada.page, "Ada");
  await expect(ada.page.getByRole("heading", { name: "Your account", exact: true })).toBeVisible();
  await expect(ada.page.getByRole("link", { name: "Plan of the engine" })).toBeVisible();
  await expect(ada.page.getByText("ada@school.example").first()).toBeVisible();
  expect(await complaints(ada.page)).toEqual([]);

  const elsewhere = await meet("Somebody");
  await elsewhere.page.goto("/sign-in");
  expect(await complaints(elsewhere.page)).toEqual([]);
  await elsewhere.page.getByRole("link", { name: "Continue with The School" }).click();
  await signInThere(elsewhere.page, "Ada");
  await elsewhere.page.getByRole("link", { name: "Plan of the engine" }).click();
  await elsewhere.canWrite();
  await elsewhere.sees("As a guest.\n");
  expect(server.log).not.toContain(SECRET);
});

test("an account with a password is connected on its page, and opened by the provider from then on", async ({ meet, provider }) => {
  expect(provider).toBeTruthy();
  const { page } = await meet("Ben");
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Ben");
  await page.getByLabel("E-mail").fill("ben@school.example");
  await page.getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Create an account" }).click();

  // The provider's word alone does not open what is there already.
  const other = await meet("Ben elsewhere");
  await other.page.goto("/sso");
  await signInThere(other.page, "Ben");
  await expect(other.page.getByRole("heading", { name: "There is an account with your address already" })).toBeVisible();
  expect(await complaints(other.page)).toEqual([]);

  await page.goto("/account");
  await page.getByText("Connect The School").first().click();
  const form = page.locator("form[action='/account/connect']");
  await form.getByLabel("Current password").fill("correct horse");
  await form.getByRole("button", { name: "Connect The School" }).click();
  await signInThere(page, "Ben");
  await expect(page.getByText("It is connected.")).toBeVisible();

  await other.page.goto("/sso");
  await expect(other.page.getByRole("heading", { name: "Your account", exact: true })).toBeVisible();
  await other.page.getByRole("button", { name: "Disconnect ben@school.example" }).click();
  await expect(other.page.getByText("It is disconnected.")).toBeVisible();
});

test("who comes while the provider is away, or turns back there, reads what happened and how to go on", async ({ meet, port, server }) => {
  const { page } = await meet("Carl");
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with The School" }).click();
  await expect(page.getByRole("heading", { name: "The School does not answer" })).toBeVisible();
  expect(await complaints(page)).toEqual([]);
  const provider = await IdentityProvider.open(port, server.url);
  await page.getByRole("link", { name: "Try again" }).click();
  await page.getByRole("link", { name: /Cancel/ }).click();
  await expect(page.getByRole("heading", { name: "You did not sign in" })).toBeVisible();
  await page.goto("/sso/callback?code=x&state=y");
  await expect(page.getByRole("heading", { name: "This did not begin in this browser" })).toBeVisible();
  await page.getByRole("link", { name: "Try again" }).click();
  await signInThere(page, "Carl");
  await expect(page.getByText("carl@school.example").first()).toBeVisible();
  await provider.close();
});
