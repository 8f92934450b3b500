// The library on the home page: lists, folders, the trash, choosing and moving, with the real server and without one.

import { complaints } from "../fixtures/axe.ts";
import { speaks } from "../fixtures/language.ts";
import { type Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const LISTS = { recent: "Recent documents", mine: "My documents", starred: "Starred", trash: "Trash" };

/** Makes documents of these titles, the last one last. */
async function makes(person: Person, ...titles: string[]): Promise<void> {
  for (const title of titles) {
    await person.page.goto("/");
    await person.button("New document").click();
    await person.canWrite();
    await person.title.fill(title);
    await person.write(`What ${title} says`);
    await person.seesSaved();
  }
}

async function goes(person: Person, to: string): Promise<void> {
  await person.page.getByRole("navigation", { name: "Library" }).getByRole("link", { name: to, exact: true }).click();
}

/** The lines of a list. */
function lines(person: Person, list: string) {
  return person.page.getByRole("list", { name: list, exact: true }).getByRole("listitem");
}

/** The titles of a list, from the top down. */
function titles(person: Person, list: string) {
  return lines(person, list).locator(".shelf-title");
}

/** The line of a document or a folder. */
function line(person: Person, title: string) {
  return person.page.getByRole("listitem").filter({ has: person.page.locator(".shelf-title", { hasText: new RegExp(`^${title}$`) }) });
}

async function chooses(person: Person, title: string, act: string): Promise<void> {
  await line(person, title).hover();
  await person.button(`More actions for “${title}”`).click();
  await person.page.getByRole("menu").getByRole("menuitem", { name: act, exact: true }).click();
}

async function makesFolder(person: Person, name: string): Promise<void> {
  await person.button("New folder").click();
  await person.page.getByRole("dialog").getByLabel("Name").fill(name);
  await person.page.getByRole("dialog").getByRole("button", { name: "Make folder" }).click();
  await expect(person.page.getByRole("dialog")).toBeHidden();
}

test("a document is starred, thrown away and brought back, and at last deleted for good", async ({ meet }, testInfo) => {
  const ada = await meet("Ada");
  await makes(ada, "Letter", "Shopping");
  await ada.page.goto("/?view=mine");
  await expect(titles(ada, LISTS.mine)).toHaveText(["Shopping", "Letter"]);
  await line(ada, "Letter").hover();
  await ada.button("Star “Letter”").click();
  await expect(ada.button("Star “Letter”")).toHaveAttribute("aria-pressed", "true");
  await testInfo.attach("mine.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await goes(ada, "Starred");
  await expect(titles(ada, LISTS.starred)).toHaveText(["Letter"]);

  await goes(ada, "My documents");
  await chooses(ada, "Letter", "Move to trash");
  await expect(ada.page.getByRole("status").filter({ hasText: "Moved to trash." })).toBeVisible();
  await expect(titles(ada, LISTS.mine)).toHaveText(["Shopping"]);
  await ada.button("Undo").click();
  await expect(titles(ada, LISTS.mine)).toHaveText(["Shopping", "Letter"]);
  await chooses(ada, "Letter", "Move to trash");
  await expect(titles(ada, LISTS.mine)).toHaveText(["Shopping"]);

  await goes(ada, "Recent");
  await expect(titles(ada, LISTS.recent)).toHaveText(["Shopping"]);
  await goes(ada, "Trash");
  await expect(lines(ada, LISTS.trash)).toHaveText(/^Letter.*30 days left/);
  await testInfo.attach("trash.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await chooses(ada, "Letter", "Delete for good…");
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog).toContainText("Delete this document for good?");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(lines(ada, LISTS.trash)).toHaveCount(1);
  await chooses(ada, "Letter", "Delete for good…");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(ada.page.getByRole("heading", { name: "The trash is empty" })).toBeVisible();
});

test("folders are made, renamed, opened and left by the way that led there, and documents moved by the dialog and by dragging", async ({ meet }, testInfo) => {
  const ada = await meet("Ada");
  await makes(ada, "Letter", "Shopping");
  await ada.page.goto("/?view=mine");
  await makesFolder(ada, "Projects");
  await makesFolder(ada, "Privat");
  await chooses(ada, "Privat", "Rename…");
  await ada.page.getByRole("dialog").getByLabel("Name").fill("Private");
  await ada.page.keyboard.press("Enter");
  await expect(titles(ada, LISTS.mine)).toHaveText(["Private", "Projects", "Shopping", "Letter"]);

  // By the keyboard alone.
  await line(ada, "Letter").getByRole("link").focus();
  await ada.page.keyboard.press("Space");
  await ada.button("Move to…").click();
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog.getByRole("treeitem")).toHaveText(["My documents", "Private", "Projects"]);
  await ada.page.keyboard.press("End");
  await testInfo.attach("move.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await ada.page.keyboard.press("Enter");
  await expect(titles(ada, LISTS.mine)).toHaveText(["Private", "Projects", "Shopping"]);
  await line(ada, "Shopping").getByRole("link").dragTo(line(ada, "Projects").getByRole("link"));
  await expect(titles(ada, LISTS.mine)).toHaveText(["Private", "Projects"]);

  await line(ada, "Projects").getByRole("link").click();
  await expect(ada.page.getByRole("heading", { name: "Projects" })).toBeVisible();
  await expect(titles(ada, "Projects")).toHaveText(["Shopping", "Letter"]);
  await makesFolder(ada, "2026");
  await line(ada, "2026").getByRole("link").click();
  await expect(ada.page.getByRole("heading", { name: "This folder is empty" })).toBeVisible();
  const way = ada.page.getByRole("navigation", { name: "Folders on the way here" });
  await expect(way.getByRole("link")).toHaveText(["My documents", "Projects"]);
  await way.getByRole("link", { name: "Projects" }).click();
  await line(ada, "Letter").getByRole("link").dragTo(way.getByRole("link", { name: "My documents" }));
  await expect(titles(ada, "Projects")).toHaveText(["2026", "Shopping"]);
  await ada.page.goBack();
  await ada.page.goBack();

  // A folder cannot go into itself: it is not offered there.
  await goes(ada, "My documents");
  await chooses(ada, "Projects", "Move to…");
  await expect(dialog.getByRole("treeitem")).toHaveText(["My documents", "Private"]);
  await ada.page.keyboard.press("Escape");
  await chooses(ada, "Projects", "Delete folder…");
  await expect(dialog).toContainText("Folders go with all folders in them");
  await dialog.getByRole("button", { name: "Delete folder" }).click();
  await expect(titles(ada, LISTS.mine)).toHaveText(["Private", "Letter"]);
  await goes(ada, "Trash");
  await expect(titles(ada, LISTS.trash)).toHaveText(["Shopping"]);
});

test("several documents are chosen by mouse and by keys, and all that is chosen goes at once", async ({ meet }, testInfo) => {
  const ada = await meet("Ada");
  await makes(ada, "Four", "Three", "Two", "One");
  await ada.page.goto("/?view=mine");
  await expect(titles(ada, LISTS.mine)).toHaveText(["One", "Two", "Three", "Four"]);
  const chosen = () => ada.page.locator(".shelf-item.chosen .shelf-title").allTextContents();
  await ada.page.getByRole("checkbox", { name: "Select “One”" }).check();
  await line(ada, "Three").getByRole("link").click({ modifiers: ["Shift"] });
  await expect.poll(chosen).toEqual(["One", "Two", "Three"]);
  const bar = ada.page.getByRole("toolbar", { name: "Actions for the selection" });
  await expect(bar).toContainText("3 selected");
  await testInfo.attach("chosen.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await ada.page.keyboard.press("Escape");
  await expect(bar).toBeHidden();

  await line(ada, "Two").getByRole("link").focus();
  await ada.page.keyboard.press("Shift+ArrowDown");
  await ada.page.keyboard.press("Shift+ArrowDown");
  await expect.poll(chosen).toEqual(["Two", "Three", "Four"]);
  await ada.page.keyboard.press("Shift+ArrowUp");
  await expect.poll(chosen).toEqual(["Two", "Three"]);
  await ada.page.keyboard.press("ControlOrMeta+a");
  await expect(bar).toContainText("4 selected");
  await bar.getByRole("button", { name: "Star" }).click();
  await expect(bar).toBeHidden();
  await goes(ada, "Starred");
  await expect(lines(ada, LISTS.starred)).toHaveCount(4);
  await line(ada, "One").getByRole("link").focus();
  await ada.page.keyboard.press("ControlOrMeta+a");
  await ada.page.keyboard.press("Delete");
  await expect(ada.page.getByText("4 items moved to trash.")).toBeVisible();
  await expect(ada.page.getByRole("heading", { name: "No stars yet" })).toBeVisible();
});

test("order and look are remembered, a copy is another document, and a title can be changed from the list", async ({ meet }, testInfo) => {
  const ada = await meet("Ada");
  await makes(ada, "Banana", "Apple");
  await ada.page.goto("/?view=mine");
  await ada.page.getByRole("combobox", { name: "Sort by" }).selectOption("Title");
  await ada.button("Pages").click();
  await expect(titles(ada, LISTS.mine)).toHaveText(["Apple", "Banana"]);
  await ada.page.reload();
  await expect(ada.button("Pages")).toHaveAttribute("aria-pressed", "true");
  await expect(titles(ada, LISTS.mine)).toHaveText(["Apple", "Banana"]);
  await expect(lines(ada, LISTS.mine).first().locator(".preview")).toContainText("What Apple says");
  await testInfo.attach("pages.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await chooses(ada, "Apple", "Duplicate");
  await expect(titles(ada, LISTS.mine)).toHaveText(["Apple", "Banana", "Copy of Apple"]);
  await chooses(ada, "Banana", "Rename…");
  await ada.page.getByRole("dialog").getByLabel("Name").fill("Cherry");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await expect(titles(ada, LISTS.mine)).toHaveText(["Apple", "Cherry", "Copy of Apple"]);
  await line(ada, "Cherry").getByRole("link").click();
  await ada.canWrite();
  await expect(ada.title).toHaveValue("Cherry");
});

test("without a network the lists are as they were last seen, and what is not on this device says so", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await makes(ada, "Here", "Elsewhere");
  await ada.page.goto("/?view=mine");
  await expect(lines(ada, LISTS.mine)).toHaveCount(2);
  await goes(ada, "Recent");
  await ada.button("Remove “Elsewhere” from this device").click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(lines(ada, LISTS.recent)).toHaveText([/^Elsewhere.*Not on this device yet/, /^Here/]);
  await goes(ada, "My documents");
  await expect(lines(ada, LISTS.mine)).toHaveCount(2);
  await ada.canGoOffline();
  await server.stop();

  await ada.page.goto("/?view=mine");
  await expect(titles(ada, LISTS.mine)).toHaveText(["Elsewhere", "Here"]);
  await expect(ada.page.getByText("The server cannot be reached. This is the list as you last saw it.")).toBeVisible();
  await expect(lines(ada, LISTS.mine).first()).toHaveClass(/away/);
  await testInfo.attach("away.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await chooses(ada, "Here", "Move to trash");
  await expect(ada.page.getByText("The server cannot be reached. Try again when there is a network.")).toBeVisible();
  await goes(ada, "Shared with me");
  await expect(ada.page.getByRole("heading", { name: "This list is not on this device" })).toBeVisible();
  await ada.button("New document").click();
  await ada.canWrite();
  await ada.title.fill("Made there");
  await ada.write("no network");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.page.goto("/?view=mine");
  await expect(titles(ada, LISTS.mine).filter({ hasText: "Made there" })).toBeVisible();
  await server.start();
  // The app looks again by itself as well, and may be quicker.
  const again = ada.button("Try again");
  await expect(async () => {
    if (await again.isVisible()) await again.click({ timeout: 2_000 });
    await expect(again).toBeHidden({ timeout: 2_000 });
  }).toPass();
});

test("a browser that keeps nothing has the server's list", async ({ meet }) => {
  const ada = await meet("Ada");
  await makes(ada, "Letter");
  await ada.context.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  await ada.page.goto("/");
  await expect(titles(ada, LISTS.recent)).toHaveText(["Letter"]);
  await expect(ada.page.getByRole("heading", { name: "This browser keeps no list" })).toBeVisible();
});

test("on a phone the lists are behind a menu, and nothing scrolls sideways", async ({ meet }, testInfo) => {
  const ada = await meet("Ada");
  await makes(ada, "A title that is much longer than a phone is wide, so that it cannot be shown as a whole");
  await ada.page.setViewportSize({ width: 360, height: 740 });
  await ada.page.goto("/");
  const sideways = () => ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect(lines(ada, LISTS.recent)).toHaveCount(1);
  expect(await sideways()).toBe(0);
  await testInfo.attach("phone.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await ada.button("Recent").click();
  await goes(ada, "My documents");
  await expect(lines(ada, LISTS.mine)).toHaveCount(1);
  await expect(ada.page.getByRole("navigation", { name: "Library" })).toBeHidden();
  await ada.page.getByRole("checkbox").check();
  expect(await sideways()).toBe(0);
  await ada.button("Pages").click();
  expect(await sideways()).toBe(0);
  await testInfo.attach("phone-pages.png", { body: await ada.page.screenshot(), contentType: "image/png" });
});

for (const language of ["en", "de"] as const) {
  test(`axe complains of no state of the library (${language})`, async ({ meet }) => {
    test.setTimeout(240_000);
    const ada = await meet("Ada");
    await makes(ada, "Letter", "Shopping");
    await speaks(ada, language);
    const found: string[] = [];
    const look = async (name: string, part?: string) => {
      for (const colorScheme of ["light", "dark"] as const) {
        await ada.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        found.push(...(await complaints(ada.page, part)).map((complaint) => `${name}, ${colorScheme}: ${complaint}`));
      }
    };
    await ada.page.goto("/?view=mine");
    await expect(ada.page.locator(".shelf-item")).toHaveCount(2);
    await ada.page.locator(".shelf-item").first().hover();
    await look("list");
    await ada.page.locator(".shelf-check").first().check();
    await look("chosen");
    await ada.page.locator(".choice").nth(1).click();
    await expect(ada.page.getByRole("tree")).toBeVisible();
    await look("move", "dialog[open]");
    await ada.page.keyboard.press("Escape");
    await ada.page.locator(".library-head > .button").click();
    await look("new folder", "dialog[open]");
    await ada.page.keyboard.press("Escape");
    await ada.page.locator(".library-look button").last().click();
    await look("pages");
    await ada.page.locator(".shelf-more").first().click();
    await look("menu", ".menu:popover-open");
    await ada.page.getByRole("menuitem").last().click();
    await expect(ada.page.locator(".note")).toBeVisible();
    await look("note");
    await ada.page.goto("/?view=trash");
    await expect(ada.page.locator(".shelf-item")).toHaveCount(1);
    await look("trash");
    await ada.page.goto("/?view=shared");
    await expect(ada.page.locator(".empty-shelf")).toBeVisible();
    await look("nothing shared");
    expect(found).toEqual([]);
  });
}
