// Where the caret goes by key and by mouse.

import { book, write } from "../fixtures/book.ts";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

test("up and down keep the column through short lines and empty ones", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("0123456789\n01\n\n0123456789");
  await ada.press("ArrowLeft", 3);
  await ada.press("ArrowUp", 3);
  await expect.poll(() => ada.selection()).toEqual([7, 7]);
  await ada.press("ArrowDown", 3);
  await expect.poll(() => ada.selection()).toEqual([22, 22]);
  await ada.press("Shift+ArrowUp", 3);
  await expect.poll(() => ada.selection()).toEqual([22, 7]);
  await ada.press("Shift+ArrowDown", 3);
  await expect.poll(() => ada.selection()).toEqual([22, 22]);
});

test("Home and End go to the ends of the line that one sees, and what is typed at a soft wrap stands where the caret is", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const words = "word ".repeat(40).trim();
  await ada.write(words);
  await ada.goTo("start");
  await ada.press("End");
  const head = async (): Promise<number> => (await ada.selection())[1];
  await expect.poll(head).toBeGreaterThan(20);
  const end = await head();
  expect(end).toBeLessThan(words.length);
  await ada.press("ArrowDown");
  await ada.press("Home");
  await expect.poll(async () => Math.abs((await head()) - end)).toBeLessThanOrEqual(1);
  const start = await head();
  await ada.page.keyboard.type("+");
  await ada.sees(`${words.slice(0, start)}+${words.slice(start)}\n`);
  await ada.press("ControlOrMeta+z");
  await ada.sees(`${words}\n`);
  await ada.press("End");
  await ada.press("ControlOrMeta+Shift+Backspace");
  await expect.poll(async () => (await ada.shownText()).length).toBeLessThan(words.length);
  expect((await ada.shownText()).startsWith(words.slice(0, start))).toBe(true);
});

test("a click with Shift extends the selection from where it began, also backwards", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\ntwo\nthree");
  const at = (block: number) => ({ button: "left" as const, position: { x: 1, y: 10 }, block: ada.blocks.nth(block) });
  await at(1).block.click({ position: at(1).position });
  await expect.poll(() => ada.selection()).toEqual([4, 4]);
  await ada.blocks.nth(2).click({ position: at(2).position, modifiers: ["Shift"] });
  await expect.poll(() => ada.selection()).toEqual([4, 8]);
  await ada.blocks.nth(0).click({ position: at(0).position, modifiers: ["Shift"] });
  await expect.poll(() => ada.selection()).toEqual([4, 0]);
  await ada.press("Shift+ArrowRight");
  await expect.poll(() => ada.selection()).toEqual([4, 1]);
  await ada.page.keyboard.type("-");
  await ada.sees("o-two\nthree\n");
});

test("pages are turned by key, there and back, through text that is not drawn yet", async ({ meet, server }) => {
  const long = book(200_000);
  const author = await Writer.join(server.websocketUrl, await server.createDocument("00000000-0000-4000-8000-000000000003"));
  write(author.body, long);
  await author.isSaved();
  author.leave();
  const ada = await meet("Ada");
  await ada.open("/d/00000000-0000-4000-8000-000000000003");
  await ada.sees(`${long.text}\n`);
  await ada.goTo("start");
  const places = [0];
  for (let page = 0; page < 12; page++) {
    await ada.press("PageDown");
    await expect.poll(async () => (await ada.selection())[1]).toBeGreaterThan(places[page]! + 200);
    const [, at] = await ada.selection();
    // A page is a page, and not half of the document.
    expect(at - places[page]!).toBeLessThan(8_000);
    places.push(at);
    const caret = await ada.page.evaluate(() => getSelection()?.getRangeAt(0).startContainer.parentElement?.getBoundingClientRect().top);
    expect(caret).toBeLessThan(800);
    expect(caret).toBeGreaterThan(-400);
  }
  for (let page = 0; page < 12; page++) await ada.press("PageUp");
  await expect.poll(async () => (await ada.selection())[1]).toBeLessThan(2_000);
});

test("Insert does not overtype, and a dead key with its letter is one", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("ab");
  await ada.press("Home");
  await ada.press("Insert");
  await ada.page.keyboard.type("x");
  await ada.sees("xab\n");
  const devtools = await ada.context.newCDPSession(ada.page);
  await devtools.send("Input.imeSetComposition", { text: "´", selectionStart: 1, selectionEnd: 1 });
  await devtools.send("Input.insertText", { text: "é" });
  await ada.sees("xéab\n");
  await ada.press("Backspace");
  await ada.sees("xab\n");
});

test("a button of the toolbar keeps what is selected, and a dialog gives it back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one two");
  await ada.press("Shift+ArrowLeft", 3);
  await ada.button("Bold").click();
  await expect.poll(() => ada.selection()).toEqual([7, 4]);
  await expect(ada.body).toBeFocused();
  for (const { open, focused } of [
    { open: () => ada.button("Share").click(), focused: ada.button("Share") },
    { open: () => ada.press("ControlOrMeta+/"), focused: ada.body },
  ]) {
    await ada.body.focus();
    await open();
    await expect(ada.page.getByRole("dialog")).toBeVisible();
    await ada.press("Escape");
    await expect(ada.page.getByRole("dialog")).toBeHidden();
    await expect(focused).toBeFocused();
    await expect.poll(() => ada.selection()).toEqual([7, 4]);
  }
  await ada.page.keyboard.type("2");
  await ada.sees("one 2\n");
});

test("who goes to another window and comes back finds the caret and the focus where they were", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one two three");
  await ada.press("ArrowLeft", 5);
  const devtools = await ada.page.context().newCDPSession(ada.page);
  for (const enabled of [false, true]) await devtools.send("Emulation.setFocusEmulationEnabled", { enabled });
  await ada.body.evaluate((host) => {
    // What a browser tells of a window that is left and entered again.
    for (const name of ["blur", "focus"]) {
      window.dispatchEvent(new FocusEvent(name));
      host.dispatchEvent(new FocusEvent(name));
    }
  });
  await expect(ada.body).toBeFocused();
  await expect.poll(() => ada.selection()).toEqual([8, 8]);
  await ada.page.keyboard.type("and ");
  await ada.sees("one two and three\n");
});

test("who goes away by Tab and comes back finds what was selected", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one two three");
  await ada.press("Shift+ArrowLeft", 5);
  await ada.title.focus();
  await ada.body.focus();
  await expect.poll(() => ada.selection()).toEqual([13, 8]);
  await ada.page.keyboard.type("3");
  await ada.sees("one two 3\n");
});

test("what is typed faster than it is drawn stands where the caret is", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.keyboard.type("before\n- one");
  // As between a key and the frame that shows it, and for as long as it takes to type this.
  const frameless = await ada.page.addStyleTag({ content: ".chunk { content-visibility: hidden !important }" });
  await ada.page.keyboard.type("\ntwo\nthree\n\nafter");
  await frameless.evaluate((style) => (style as Element).remove());
  await ada.sees("before\none\ntwo\nthree\nafter\n");
});
