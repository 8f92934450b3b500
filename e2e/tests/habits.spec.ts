// Keys and clicks that people have in their fingers from other word processors.

import { expect, test } from "../fixtures/test.ts";

/** What a keyboard event is made of. */
interface Key {
  key: string;
  code?: string;
  ctrlKey?: boolean;
  altKey?: boolean;
  modifierAltGraph?: boolean;
}

test("three clicks and a heading change that paragraph alone, and so does what is typed over it", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\ntwo\nthree");
  await ada.blocks.nth(1).click({ clickCount: 3 });
  await ada.press("ControlOrMeta+Alt+2");
  await ada.holds([{ insert: "one\ntwo" }, { insert: "\n", attributes: { header: 2 } }, { insert: "three\n" }]);
  await ada.page.keyboard.type("2");
  await ada.holds([{ insert: "one\n2" }, { insert: "\n", attributes: { header: 2 } }, { insert: "three\n" }]);
});

test("two clicks select a word", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.blocks.first().dblclick({ position: { x: 8, y: 8 } });
  await ada.press("ControlOrMeta+b");
  await ada.holds([{ insert: "word", attributes: { bold: true } }, { insert: "\n" }]);
});

test("words are deleted by Ctrl with Backspace and Delete, and at an edge paragraphs join", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one two-three\nfour");
  await ada.press("Home");
  await ada.press("ControlOrMeta+Backspace");
  await ada.sees("one two-threefour\n");
  await ada.press("ControlOrMeta+z");
  await ada.goTo("start");
  await ada.press("ControlOrMeta+Delete");
  await expect.poll(() => ada.shownText()).toMatch(/^ ?two-three\nfour\n$/);
});

test("a line that was broken at a paragraph's end moves the caret down", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("line");
  const height = async () => (await ada.blocks.first().boundingBox())?.height ?? 0;
  const one = await height();
  await ada.press("Shift+Enter");
  await ada.sees("line\u2028\n");
  await expect.poll(height).toBeGreaterThan(one * 1.4);
  await ada.page.keyboard.type("next");
  await ada.sees("line\u2028next\n");
});

test("spaces stay as they are typed, and one can be kept from breaking", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.focus();
  await ada.page.keyboard.type(" a  b ");
  await ada.press("Control+Shift+Space");
  await ada.sees(" a  b \u00a0\n");
});

test("Backspace takes a list item apart in three presses", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("above\n* item");
  await ada.press("Home");
  const left = () => ada.body.locator(".run").last().evaluate((run) => Math.round(run.getBoundingClientRect().left));
  const before = await left();
  await ada.press("Backspace");
  await ada.holds([{ insert: "above\nitem" }, { insert: "\n", attributes: { indent: 1 } }]);
  expect(await left()).toBe(before);
  await ada.press("Backspace");
  await ada.holds([{ insert: "above\nitem\n" }]);
  await ada.press("Backspace");
  await ada.holds([{ insert: "aboveitem\n" }]);
});

test("what begins and ends with what is no text can be selected whole and typed over", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.focus();
  await ada.page.keyboard.type("---\nx\n---\n");
  await ada.press("Delete");
  await ada.sees("\ufffc\nx\n\ufffc\n\n");
  await ada.press("ControlOrMeta+a");
  await ada.page.keyboard.type("y");
  await ada.holds([{ insert: "y\n" }]);
  await ada.press("ControlOrMeta+z");
  await ada.press("ControlOrMeta+a");
  await ada.press("Delete");
  await ada.holds([{ insert: "\n" }]);
});

test("shortcuts for scripts, alignment and page breaks do what Google Docs and Word do", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("x2");
  await ada.press("Shift+ArrowLeft");
  await ada.press("ControlOrMeta+.");
  await ada.press("ControlOrMeta+Shift+e");
  await ada.holds([
    { insert: "x" },
    { insert: "2", attributes: { script: "super" } },
    { insert: "\n", attributes: { align: "center" } },
  ]);
  await ada.press("ControlOrMeta+.");
  await ada.press("ControlOrMeta+Shift+l");
  await ada.holds([{ insert: "x2\n" }]);
  await ada.press("End");
  await ada.press("ControlOrMeta+Enter");
  await ada.sees("x2\n\ufffc\n\n");
});

test("a shortcut is the key of its letter on any layout, AltGr types, and the browser keeps its own keys", async ({
  meet,
}) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("ControlOrMeta+a");
  /** Whether the page took the key for itself. */
  const takes = (key: Key) =>
    ada.body.evaluate(
      (body, init) => !body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init })),
      key,
    );
  expect(await takes({ key: "и", code: "KeyB", ctrlKey: true })).toBe(true);
  await ada.holds([{ insert: "word", attributes: { bold: true } }, { insert: "\n" }]);
  expect(await takes({ key: "²", code: "Digit2", ctrlKey: true, altKey: true, modifierAltGraph: true })).toBe(false);
  for (const key of ["t", "w", "n", "r", "l", "p", "+", "-", "0"]) {
    expect(await takes({ key, ctrlKey: true }), key).toBe(false);
  }
  for (const key of ["F5", "F11", "F12", "F6"]) expect(await takes({ key }), key).toBe(false);
  await ada.holds([{ insert: "word", attributes: { bold: true } }, { insert: "\n" }]);
});
