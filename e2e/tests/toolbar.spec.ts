// The toolbar: it shows what holds, its menus leave the selection in the text, and it fits every window.

import { complaints } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

test("a menu changes what is selected and shows what holds", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("Control+a");
  await ada.button("Font size").click();
  await ada.page.getByRole("menuitemradio", { name: "24", exact: true }).click();
  await ada.holds([{ insert: "word", attributes: { size: "24pt" } }, { insert: "\n" }]);
  await expect(ada.button("Font size")).toHaveText("24");
  await ada.button("Larger text").click();
  await expect(ada.button("Font size")).not.toHaveText("24");
  await ada.button("Clear formatting").click();
  await ada.holds([{ insert: "word\n" }]);
  await expect(ada.body).toBeFocused();
});

test("a colour is chosen by its name and by key, and taken off", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("Control+a");
  await ada.button("Text colour").focus();
  await ada.press("Enter");
  await expect(ada.page.getByRole("menuitemradio", { name: "Black" })).toBeFocused();
  await ada.press("ArrowRight", 3);
  await expect(ada.page.getByRole("menuitemradio", { name: "Red" })).toBeFocused();
  await ada.press("Enter");
  await ada.holds([{ insert: "word", attributes: { color: "#c5221f" } }, { insert: "\n" }]);
  await expect(ada.body).toBeFocused();
  await ada.button("Text colour").click();
  await ada.page.getByRole("menuitem", { name: "Automatic" }).click();
  await ada.holds([{ insert: "word\n" }]);
});

test("Escape closes a menu and leaves the text as it was", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.button("Alignment").click();
  await expect(ada.page.getByRole("menu", { name: "Alignment" })).toBeVisible();
  await ada.press("Escape");
  await expect(ada.page.getByRole("menu", { name: "Alignment" })).toBeHidden();
  await ada.page.keyboard.type("s");
  await ada.sees("words\n");
});

test("a link is made by key, shown at the caret, changed and removed", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("Control+a");
  await ada.press("Control+k");
  await ada.page.getByLabel("Address of the link").fill("https://example.org/a");
  await ada.press("Enter");
  await ada.holds([{ insert: "word", attributes: { link: "https://example.org/a" } }, { insert: "\n" }]);
  await expect(ada.body).toBeFocused();
  await expect(ada.page.getByRole("group", { name: "Link" })).toContainText("https://example.org/a");
  await ada.button("Change link").click();
  await ada.page.getByLabel("Address of the link").fill("https://example.org/b");
  await ada.button("Apply").click();
  await ada.holds([{ insert: "word", attributes: { link: "https://example.org/b" } }, { insert: "\n" }]);
  await ada.button("Remove link").click();
  await ada.holds([{ insert: "word\n" }]);
  await expect(ada.page.getByRole("group", { name: "Link" })).toBeHidden();
});

test("the format painter gives the next selection the look of the first", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("Control+b");
  await ada.write("bold\n");
  await ada.press("Control+b");
  await ada.write("plain");
  await ada.page.getByText("bold", { exact: true }).dblclick();
  await ada.button("Format painter").click();
  await ada.page.getByText("plain", { exact: true }).dblclick();
  await expect(ada.marked("bold")).toHaveText(["bold", "plain"]);
});

test("on a narrow window the rest of the toolbar waits behind More", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.setViewportSize({ width: 1400, height: 800 });
  await expect(ada.button("More")).toBeHidden();
  await expect(ada.button("Clear formatting")).toBeVisible();
  for (const width of [800, 390, 320]) {
    await ada.page.setViewportSize({ width, height: 800 });
    await expect(ada.button("More")).toBeVisible();
    await expect(ada.button("Clear formatting")).toBeHidden();
    const sideways = ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await sideways).toBe(0);
    await ada.button("More").click();
    await expect(ada.button("Clear formatting")).toBeInViewport();
    await ada.button("More").click();
  }
});

test("menus and the card of a link have nothing that axe complains of", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.chooseStyle("Heading 1");
  await ada.write("word");
  await ada.press("Control+a");
  await ada.press("Control+k");
  await ada.page.getByLabel("Address of the link").fill("https://example.org");
  await ada.press("Enter");
  for (const menu of ["Paragraph style", "Text colour", "Line and paragraph spacing"]) {
    await ada.button(menu).click();
    expect(await complaints(ada.page)).toEqual([]);
    await ada.press("Escape");
  }
});

test("text is raised and lowered, and paragraphs are read from the right, by the menus", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("Control+a");
  const choose = async (menu: string, name: string): Promise<void> => {
    await ada.button(menu).click();
    await ada.page.getByRole(/Restart|Continue/.test(name) ? "menuitem" : "menuitemradio", { name, exact: true }).click();
  };
  await choose("More text formats", "Subscript");
  await choose("More text formats", "Superscript");
  await ada.holds([{ insert: "word", attributes: { script: "super" } }, { insert: "\n" }]);
  await choose("More text formats", "Superscript");
  await choose("More paragraph formats", "Right to left");
  await expect(ada.blocks.first()).toHaveAttribute("dir", "rtl");
  await choose("More paragraph formats", "Direction as the text");
  await ada.holds([{ insert: "word\n" }]);
});

test("numbering is begun anew and continued by the menu, which offers it only in a numbered list", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("1. one\ntwo");
  await ada.button("More paragraph formats").click();
  await ada.page.getByRole("menuitem", { name: "Restart numbering at 1" }).click();
  await expect(ada.blocks.nth(1)).toHaveAttribute("data-marker", "1.");
  await ada.button("More paragraph formats").click();
  await ada.page.getByRole("menuitem", { name: "Continue numbering" }).click();
  await expect(ada.blocks.nth(1)).toHaveAttribute("data-marker", "2.");
  await ada.button("Numbered list").click();
  await ada.button("More paragraph formats").click();
  await expect(ada.page.getByRole("menuitem", { name: "Restart numbering at 1" })).toHaveAttribute("aria-disabled", "true");
});

test("a style takes the look of the text at the caret, the menu shows it, and gets its own back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.chooseStyle("Heading 1");
  await ada.write("One\nplain\n");
  await ada.chooseStyle("Heading 1");
  await ada.write("Two");
  await ada.press("Shift+Home");
  await ada.press("Control+i");
  await ada.button("Paragraph style").click();
  await ada.page.getByRole("menuitem", { name: "Update “Heading 1” to match" }).click();
  const slant = (place: number): Promise<string> => ada.blocks.nth(place).evaluate((block) => getComputedStyle(block).fontStyle);
  await expect.poll(() => slant(0)).toBe("italic");
  await ada.button("Paragraph style").click();
  const label = ada.page.getByRole("menuitemradio", { name: "Heading 1" }).locator(".menu-label");
  await expect(label).toHaveCSS("font-style", "italic");
  await ada.page.getByRole("menuitem", { name: "Reset “Heading 1”" }).click();
  await expect.poll(() => slant(0)).toBe("normal");
  await ada.button("Paragraph style").click();
  await expect(ada.page.getByRole("menuitem", { name: "Reset “Heading 1”" })).toHaveAttribute("aria-disabled", "true");
});

test("what does not apply is grey, and is not when it does", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const isGrey = (name: string) => expect(ada.button(name)).toHaveAttribute("aria-disabled", "true");
  const isNot = (name: string) => expect(ada.button(name)).not.toHaveAttribute("aria-disabled", "true");
  for (const name of ["Undo", "Redo", "Decrease indent", "Clear formatting"]) await isGrey(name);
  await ada.write("mine ");
  await isNot("Undo");
  await ada.press("Control+b");
  await ada.write("bold");
  await isNot("Clear formatting");
  // The same format at the caret, and yet there is something to clear in what is selected.
  await ada.goTo("start");
  await isGrey("Clear formatting");
  await ada.press("Shift+End");
  await isNot("Clear formatting");
  await ada.button("Increase indent").click();
  await isNot("Decrease indent");
  await ada.press("Control+z", 8);
  await isGrey("Undo");
  await isNot("Redo");
  // A colleague who deletes what was written leaves nothing to take back.
  await ada.write("mine");
  await ada.seesSaved();
  const ben = await Writer.join(server.websocketUrl, ada.documentId);
  ben.body.delete(0, 4);
  await ada.sees("\n");
  await isGrey("Undo");
  ben.leave();
});
