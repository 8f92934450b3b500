// The headings beside the text, tables of contents in it, and how many words there are.

import type { Locator } from "@playwright/test";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const outline = (person: Person): Locator => person.page.getByRole("navigation", { name: "Outline" });
const entries = (person: Person): Locator => outline(person).getByRole("listitem");
const current = (person: Person): Locator => outline(person).locator("[aria-current]");

/** Writes "# One", text, "## Two", text: headings by their shortcuts. */
async function writeChapters(person: Person): Promise<void> {
  await person.write("");
  for (const [level, heading] of [[1, "One"], [2, "Two"], [1, "Three"]] as const) {
    await person.press(`ControlOrMeta+Alt+${level}`);
    await person.page.keyboard.type(`${heading}\nText of ${heading}.\n`);
  }
}

test("the outline lists the headings as they are written, and is there after a reload", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.button("Outline").click();
  await expect(outline(ada)).toContainText("Headings that you write appear here.");
  await writeChapters(ada);
  await expect(entries(ada)).toHaveText(["One", "Two", "Three"]);
  await ada.goTo("start");
  await ada.page.keyboard.type("Chapter ");
  await expect(entries(ada)).toHaveText(["Chapter One", "Two", "Three"]);
  await ada.press("ControlOrMeta+Alt+0");
  await expect(entries(ada)).toHaveText(["Two", "Three"]);
  await ada.seesSaved();
  await ada.page.reload();
  await expect(entries(ada)).toHaveText(["Two", "Three"]);
  await ada.button("Close").click();
  await expect(outline(ada)).toBeHidden();
});

test("the outline follows the caret, and leads to a heading", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await writeChapters(ada);
  await ada.press("ControlOrMeta+Alt+o");
  await expect(current(ada)).toHaveText("Three");
  await ada.goTo("start");
  await expect(current(ada)).toHaveText("One");
  await outline(ada).getByRole("button", { name: "Two" }).click();
  await expect(current(ada)).toHaveText("Two");
  await expect(ada.body).toBeFocused();
  await ada.page.keyboard.type("Part ");
  await expect(entries(ada)).toHaveText(["One", "Part Two", "Three"]);
});

test("the outline shows what others write", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("ControlOrMeta+Alt+o");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await writeChapters(ben);
  await expect(entries(ada)).toHaveText(["One", "Two", "Three"]);
});

test("on a phone the outline is a sheet that goes when a heading is chosen", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 390, height: 800 });
  await ada.startDocument();
  await writeChapters(ada);
  await ada.button("Outline").click();
  await expect(entries(ada)).toHaveText(["One", "Two", "Three"]);
  await outline(ada).getByRole("button", { name: "Two" }).click();
  await expect(outline(ada)).toBeHidden();
  await expect(ada.body.getByRole("heading", { name: "Two" })).toBeInViewport();
});

test("words are counted as they are written, and those that are selected", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await expect(ada.button("0 words")).toBeVisible();
  await ada.write("one");
  await expect(ada.button("1 word")).toBeVisible();
  await ada.page.keyboard.type(" two three");
  await expect(ada.button("3 words")).toBeVisible();
  await ada.press("ControlOrMeta+Shift+ArrowLeft");
  await expect(ada.button("1 of 3 words")).toBeVisible();
  await ada.button("1 of 3 words").click();
  const counts = ada.page.getByRole("group", { name: "Word count" });
  await expect(counts.getByRole("row", { name: "Characters without spaces" })).toContainText("11");
  await ada.press("Escape");
  await expect(counts).toBeHidden();
  await ada.body.focus();
  await ada.press("ControlOrMeta+z", 20);
  await expect(ada.button("0 words")).toBeVisible();
});

/** What is on the clipboard when a table of contents was copied. */
const TABLE_OF_CONTENTS = {
  content: { ops: [{ insert: { image: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" }, attributes: { embed: "toc" } }] },
  last_block: {},
};

test("a table of contents lists the headings, stays true, and leads to them", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await writeChapters(ada);
  await ada.body.evaluate((body, slice) => {
    const clipboardData = new DataTransfer();
    const json = JSON.stringify(slice).replaceAll('"', "&quot;");
    clipboardData.setData("text/html", `<div data-octavo-slice="${json}"></div>`);
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, TABLE_OF_CONTENTS);
  const table = ada.body.getByRole("navigation", { name: "Table of contents" });
  await expect(table.getByRole("link")).toHaveText(["One", "Two", "Three"]);
  await ada.goTo("start");
  await ada.page.keyboard.type("Chapter ");
  await expect(table.getByRole("link")).toHaveText(["Chapter One", "Two", "Three"]);
  await table.getByRole("link", { name: "Two" }).click();
  await ada.page.keyboard.type("Part ");
  await expect(table.getByRole("link")).toHaveText(["Chapter One", "Part Two", "Three"]);

  await ada.press("ControlOrMeta+a");
  await ada.press("ControlOrMeta+c");
  const copied = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("Chapter One\n    Part Two\nThree");
});

test("a table of contents from the menu stays true to what everybody does with the headings", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.button("Insert").click();
  await ada.page.getByRole("menuitem", { name: "Table of contents" }).click();
  const table = ada.body.getByRole("navigation", { name: "Table of contents" });
  await expect(table).toBeAttached();
  await writeChapters(ada);
  const links = table.getByRole("link");
  await expect(links).toHaveText(["One", "Two", "Three"]);

  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await expect(ben.body.getByRole("navigation").getByRole("link")).toHaveText(["One", "Two", "Three"]);
  await ben.body.getByRole("heading", { name: "Two" }).click();
  await ben.press("End");
  await ben.page.keyboard.type(" and a half");
  await expect(links).toHaveText(["One", "Two and a half", "Three"]);
  await ben.press("ControlOrMeta+Alt+0");
  await expect(links).toHaveText(["One", "Three"]);
  await ben.press("ControlOrMeta+z");
  await expect(links).toHaveText(["One", "Two and a half", "Three"]);
  await ben.press("Home");
  await ben.press("Shift+End");
  await ben.press("Delete");
  await expect(links).toHaveText(["One", "Three"]);
});
