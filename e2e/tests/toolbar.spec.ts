// The toolbar: it shows what holds, its menus leave the selection in the text, and it fits every window.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures/test.ts";

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
    const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join()}`)).toEqual([]);
    await ada.press("Escape");
  }
});
