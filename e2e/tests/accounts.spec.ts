// Accounts, from a guest's first words to the same person in another browser. The pages need no script.

import type { Page } from "@playwright/test";
import { isInOrder } from "../fixtures/axe.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const PASSWORD = "correct horse";

async function signUp(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create an account" }).click();
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Opens what one's own initials show. */
async function openYou(person: Person, name: string): Promise<void> {
  await person.page.getByRole("button", { name: new RegExp(name) }).first().click();
}

test("a guest writes, makes an account, and is the author of all of it in another browser", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Plan of the engine");
  await ada.goTo("end");
  await ada.write("As a guest. ");
  await ada.seesSaved();
  const document = ada.page.url();
  await openYou(ada, "Ada");
  await ada.page.getByRole("link", { name: "Sign in or create an account" }).click();
  await ada.page.getByRole("link", { name: "Create an account" }).click();
  await signUp(ada.page, "Ada Lovelace", "ada@example.org");
  await ada.open(document);
  await ada.goTo("end");
  await ada.write("With an account.");
  await ada.seesSaved();
  await openYou(ada, "Ada Lovelace");
  await expect(ada.page.getByRole("link", { name: "Signed in as ada@example.org" })).toBeVisible();

  const elsewhere = await meet("Somebody");
  await elsewhere.page.goto("/sign-in");
  await signIn(elsewhere.page, "ada@example.org", PASSWORD);
  await elsewhere.page.getByRole("link", { name: "Plan of the engine" }).click();
  await elsewhere.canWrite();
  await elsewhere.sees("As a guest. With an account.\n");
  await expect(ada.page.getByRole("list", { name: "People here" }).getByRole("listitem")).toHaveText(/Ada Lovelace/);
  await elsewhere.write("!");
  await elsewhere.seesSaved();
  const id = new URL(document).pathname.split("/").pop();
  const history = await (await fetch(`${server.url}/api/documents/${id}/history`)).json();
  const names = new Set((history.entries as { author: string; name?: string }[]).filter(({ author }) => author !== "octavo").map(({ name }) => name));
  expect([...names]).toEqual(["Ada Lovelace"]);
});

test("who signs out of another browser is a guest there at once, and the name that the guest had is back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/sign-up");
  await signUp(ada.page, "Ada Lovelace", "ada@example.org");
  const there = await meet("Quiet Otter");
  await there.page.goto("/sign-in");
  await signIn(there.page, "ada@example.org", PASSWORD);
  await expect(there.page.getByRole("heading", { name: "Documents that you made" })).toBeVisible();
  await there.page.goto("/");
  await expect(there.page.getByRole("button", { name: /Ada Lovelace/ })).toBeVisible();
  await ada.page.goto("/account");
  await expect(ada.page.getByText("this browser", { exact: true })).toBeVisible();
  await ada.page.getByRole("button", { name: /^Sign out of Chrome/ }).click();
  await expect(ada.page.getByText("The session has ended.")).toBeVisible();
  await there.page.reload();
  await expect(there.page.getByRole("button", { name: /Quiet Otter/ })).toBeVisible();
});

test("what is wrong is said where it is, keeps what was typed, and a guesser waits", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/sign-up");
  await ada.page.getByLabel("Your name").fill("Ada");
  await ada.page.getByLabel("E-mail").fill("ada@example.org");
  await ada.page.getByLabel("Password").fill("password123");
  await ada.page.getByRole("button", { name: "Create an account" }).click();
  await expect(ada.page.getByRole("alert")).toContainText("among the first that are tried");
  await expect(ada.page.getByLabel("E-mail")).toHaveValue("ada@example.org");
  await expect(ada.page.getByLabel("Password")).toHaveValue("");
  await ada.page.goto("/sign-in");
  for (let attempt = 0; attempt < 5; attempt++) {
    await signIn(ada.page, "ada@example.org", "not the password");
    await expect(ada.page.getByRole("alert")).toHaveText("The address or the password is wrong.");
  }
  await signIn(ada.page, "ada@example.org", "not the password");
  await expect(ada.page.getByRole("alert")).toContainText(/Try again in \d seconds/);
});

test("the first administrator comes by the link that the server prints, and reads the audit log", async ({ meet, server }) => {
  const ada = await meet("Ada");
  const link = /\/setup\/[\w-]+/.exec(server.log)?.[0];
  await ada.page.goto(link!);
  await signUp(ada.page, "Ada", "ada@example.org");
  await ada.page.getByRole("link", { name: "Audit log of this server" }).click();
  await expect(ada.page.getByRole("row", { name: /First administrator created/ })).toBeVisible();
  await expect((await ada.page.goto(link!))?.status()).toBe(404);
});

for (const scheme of ["light", "dark"] as const) {
  test(`the pages are in order for those who hear them, and fit a phone, in ${scheme}`, async ({ meet, server }, testInfo) => {
    test.setTimeout(120_000);
    const ada = await meet("Ada");
    const { page } = ada;
    await page.emulateMedia({ colorScheme: scheme });
    const looksRight = (name: string): Promise<void> => isInOrder(page, testInfo, scheme, name);
    for (const path of ["sign-in", "sign-up", "forgot", "reset/x"]) {
      await page.goto(`/${path}`);
      await looksRight(path.replace("/", "-"));
    }
    await page.goto(/\/setup\/[\w-]+/.exec(server.log)![0]);
    await looksRight("setup");
    await signUp(page, "Ada Lovelace", "ada.augusta.king-noel.countess.of.lovelace@analytical-engine.example.org");
    await page.getByText("Change password", { exact: true }).first().click();
    await looksRight("account");
    await page.goto("/audit");
    await looksRight("audit");
    await page.goto("/admin");
    await looksRight("admin");
    await page.goto("/status");
    await looksRight("status");
  });
}
