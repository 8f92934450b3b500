// Who may do what in a document: the page behind Share, for whoever manages it and for whoever has no right yet.

import type { Page } from "@playwright/test";
import { complaints, isInOrder } from "../fixtures/axe.ts";
import type { Network } from "../fixtures/network.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

/** Makes an account in somebody's browser. */
async function signUp({ page, name }: Person): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.waitForURL("/");
}

/** Makes a document whose link is off, and opens the page by the line in Share. */
async function makeClosed(ana: Person): Promise<string> {
  await ana.startDocument();
  await ana.title.fill("Minutes");
  await ana.goTo("end");
  await ana.write("Ana’s words.");
  await ana.seesSaved();
  const address = ana.page.url();
  await ana.button("Share").click();
  await ana.page.getByRole("link", { name: "People and rights" }).click();
  const link = ana.page.getByRole("region", { name: "The link" });
  await link.getByLabel("Anyone with the link").selectOption("No access");
  await link.getByRole("button", { name: "Save" }).click();
  await expect(ana.page.getByText("Only the owner can open this document.")).toBeVisible();
  return new URL(address).pathname;
}

const people = (page: Page) => page.getByRole("region", { name: "People" });

/** Ana has shared a document with Ben, whose network can be cut, and both see it. */
async function writeTogether(meet: (name: string, through?: Network) => Promise<Person>, network: Network) {
  const ana = await meet("Ana");
  await signUp(ana);
  const ben = await meet("Ben", network);
  await signUp(ben);
  const place = await makeClosed(ana);
  await people(ana.page).getByLabel("E-mail").fill("ben@example.org");
  await people(ana.page).getByLabel("Right", { exact: true }).selectOption("Can edit");
  await people(ana.page).getByRole("button", { name: "Share", exact: true }).click();
  await ben.open(place);
  await ben.sees("Ana’s words.\n");
  await ben.seesSaved();
  return { ana, ben, place };
}

test("somebody without a right asks for one, gets it, writes, and loses it while writing", async ({ meet }) => {
  const ana = await meet("Ana");
  await signUp(ana);
  const place = await makeClosed(ana);
  const ben = await meet("Ben");
  await ben.page.goto(place);
  await ben.page.getByRole("link", { name: "Ask for access" }).click();
  await expect(ben.page.getByRole("heading", { name: "You cannot open this document" })).toBeVisible();
  await signUp(ben);
  await ben.page.goto(`${place}/access`);
  await ben.page.getByLabel("I would like to").selectOption("edit the document");
  await ben.page.getByRole("button", { name: "Ask for access" }).click();
  await expect(ben.page.getByText("When you get it, you can open the document.")).toBeVisible();

  await ana.page.reload();
  const asking = ana.page.getByRole("region", { name: "Asking for access" });
  await expect(asking.getByRole("heading", { name: "Ben" })).toBeVisible();
  await asking.getByRole("button", { name: "Give access" }).click();
  await expect(ana.page.getByText("Ben can edit.")).toBeVisible();
  await ben.open(place);
  await ben.sees("Ana’s words.\n");
  await ben.goTo("end");
  await ben.write(" Ben’s.");
  await ben.seesSaved();

  const role = people(ana.page).getByRole("combobox", { name: "Right of Ben" });
  await role.selectOption("Can comment");
  await people(ana.page).getByRole("button", { name: "Save: Ben" }).click();
  await expect(ana.page.getByText("Ben can comment.")).toBeVisible();
  await expect(ben.page.getByText("View only", { exact: true })).toBeVisible();
  await role.selectOption("End access");
  await people(ana.page).getByRole("button", { name: "Save: Ben" }).click();
  await expect(ben.page.getByRole("alert").filter({ hasText: "You may no longer open this document." })).toBeVisible();
  await expect(ben.page.getByRole("link", { name: "Ask for access" })).toBeVisible();
});

for (const [right, said, notice] of [
  ["Can comment", "Not saved on the server: you may only view the document. Kept here.", "You may only view this document now."],
  ["End access", /^Not saved on the server: \d+ changes kept here$/, "You may no longer open this document."],
] as const) {
  test(`who is away when his right becomes "${right}" keeps what he writes, and it is saved when he may write again`, async ({ meet, network }) => {
    test.setTimeout(120_000);
    const { ana, ben, place } = await writeTogether(meet, network);
    await ben.canGoOffline();
    await network.cut();
    await ben.write(" From the train.");
    await expect(ben.saveState).toHaveText(/kept here$/);

    const give = async (role: string) => {
      await people(ana.page).getByRole("combobox", { name: "Right of Ben" }).selectOption(role);
      await people(ana.page).getByRole("button", { name: "Save: Ben" }).click();
    };
    await give(right);
    await network.restore();
    await expect(ben.saveState).toHaveText(said, { timeout: 15_000 });
    await expect(ben.page.getByRole("alert").filter({ hasText: notice })).toContainText("waits for whoever manages the document");
    await ben.sees("Ana’s words. From the train.\n");
    const cem = await ana.anotherTab(place);
    await cem.sees("Ana’s words.\n");

    if (right === "End access") {
      await people(ana.page).getByLabel("E-mail").fill("ben@example.org");
      await people(ana.page).getByLabel("Right", { exact: true }).selectOption("Can edit");
      await people(ana.page).getByRole("button", { name: "Share", exact: true }).click();
    } else {
      await give("Can edit");
    }
    await ben.page.reload();
    await ben.seesSaved();
    await cem.sees("Ana’s words. From the train.\n");
  });
}

for (const [right, answer, told] of [
  ["Can comment", "Take it in", "has been taken into the document"],
  ["End access", "Take it in", "has been taken into the document"],
  ["End access", "Decline", "was not taken into the document"],
] as const) {
  test(`what somebody wrote away from the network while his right became "${right}" waits for the owner, who presses "${answer}"`, async ({ meet, network }, testInfo) => {
    test.setTimeout(120_000);
    const { ana, ben, place } = await writeTogether(meet, network);
    await network.cut();
    await ben.write(" From the train.");
    await expect(ben.saveState).toHaveText(/kept here$/);
    await people(ana.page).getByRole("combobox", { name: "Right of Ben" }).selectOption(right);
    await people(ana.page).getByRole("button", { name: "Save: Ben" }).click();
    await network.restore();
    const notice = ben.page.getByRole("alert");
    await expect(notice).toContainText("waits for whoever manages the document");
    await testInfo.attach("waits", { body: await ben.page.screenshot(), contentType: "image/png" });

    await ana.page.reload();
    const waiting = ana.page.getByRole("region", { name: "Changes that wait for you" });
    await expect(waiting).toContainText("Ben");
    for (const colorScheme of ["dark", "light"] as const) {
      await ana.page.emulateMedia({ colorScheme });
      await isInOrder(ana.page, testInfo, colorScheme, "listed");
    }
    await waiting.getByRole("link", { name: "Look at it: Ben" }).click();
    await expect(ana.page.getByRole("heading", { name: "What Ben has changed" })).toBeVisible();
    await expect(ana.page.getByRole("insertion")).toContainText("From the train.");
    for (const colorScheme of ["dark", "light"] as const) {
      await ana.page.emulateMedia({ colorScheme });
      await isInOrder(ana.page, testInfo, colorScheme, "looked-at");
    }
    await ana.page.getByRole("button", { name: answer }).click();
    await expect(ana.page.getByText("The change is answered.")).toBeVisible();
    await expect(waiting).toHaveCount(0);
    await ana.open(place);
    await ana.sees(answer === "Decline" ? "Ana’s words.\n" : "Ana’s words. From the train.\n");

    await ben.page.reload();
    if (right === "Can comment") {
      await ben.seesSaved();
      await ben.sees("Ana’s words. From the train.\n");
    } else {
      await expect(notice).toContainText(told);
    }
  });
}

test("a document is shared with somebody, who then owns it, and its link asks strangers for a password", async ({ meet }) => {
  const ben = await meet("Ben");
  await signUp(ben);
  const ana = await meet("Ana");
  await signUp(ana);
  const place = await makeClosed(ana);
  await people(ana.page).getByLabel("E-mail").fill("nobody@example.org");
  await people(ana.page).getByRole("button", { name: "Share", exact: true }).click();
  await expect(ana.page.getByRole("alert")).toContainText("Nobody here has an account with this address");
  await people(ana.page).getByLabel("E-mail").fill("ben@example.org");
  await people(ana.page).getByLabel("Right", { exact: true }).selectOption("Can edit and share");
  await people(ana.page).getByRole("button", { name: "Share", exact: true }).click();
  await ana.page.getByLabel("New owner").selectOption("Ben");
  await ana.page.getByRole("button", { name: "Offer the document" }).click();
  await ben.page.goto("/account");
  await ben.page.getByRole("link", { name: "Minutes" }).click();
  await ben.canWrite();
  await ben.page.goto(`${place}/access`);
  await ben.page.getByRole("button", { name: "Take it" }).click();
  await expect(ben.page.getByText("The document is yours.")).toBeVisible();
  await expect(ben.page.getByText("Ana can edit and share.")).toBeVisible();

  const link = ben.page.getByRole("region", { name: "The link" });
  await link.getByLabel("Anyone with the link").selectOption("Can edit");
  await link.getByLabel("Password for the link").fill("open sesame");
  await link.getByRole("button", { name: "Save" }).click();
  await expect(ben.page.getByText("Anyone with the link and its password can edit")).toBeVisible();
  const carl = await meet("Carl");
  await carl.page.goto(`${place}/access`);
  await carl.page.getByLabel("Password").fill("open sesame");
  await carl.page.getByRole("button", { name: "Open", exact: true }).click();
  await carl.canWrite();
  await carl.sees("Ana’s words.\n");
  await carl.write("Carl’s. ");
  await carl.seesSaved();
});

for (const scheme of ["light", "dark"] as const) {
  test(`the pages about rights and groups are in order for those who hear them, and fit a phone, in ${scheme}`, async ({ meet }, testInfo) => {
    test.setTimeout(180_000);
    const ben = await meet("Ben");
    await signUp(ben);
    const ana = await meet("Ana");
    await signUp(ana);
    const looksRight = async (page: Page, name: string): Promise<void> => {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [width, height] of [[1280, 800], [320, 640]] as const) {
        await page.setViewportSize({ width, height });
        expect(await complaints(page), name).toEqual([]);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(sideways, name).toBe(0);
        await testInfo.attach(`${name}-${width}-${scheme}`, { body: await page.screenshot({ fullPage: true }), contentType: "image/png" });
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    };
    const place = await makeClosed(ana);
    await ben.page.goto(`${place}/access`);
    await looksRight(ben.page, "none");
    await ben.page.getByRole("button", { name: "Ask for access" }).click();
    await ana.page.goto("/groups");
    await looksRight(ana.page, "groups");
    await ana.page.getByLabel("Name of the group").fill("Class 7b");
    await ana.page.getByRole("button", { name: "Create the group" }).click();
    await ana.page.getByLabel("E-mail").fill("ben@example.org");
    await ana.page.getByRole("button", { name: "Add", exact: true }).click();
    await looksRight(ana.page, "group");
    await ana.page.goto(`${place}/access`);
    await ana.page.getByRole("button", { name: "Share with the group" }).click();
    await people(ana.page).getByLabel("E-mail").fill("ben@example.org");
    await people(ana.page).getByRole("button", { name: "Share", exact: true }).click();
    await looksRight(ana.page, "manage");
    await ben.page.goto(`${place}/access`);
    await looksRight(ben.page, "own");
  });
}
