// What others do while somebody writes: nothing of it takes their caret, their selection, their view or their undo.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { two } from "../fixtures/two.ts";

/** Two people in a document with this text, of whom Ada writes on. */
async function adaWriting(meet: (name: string) => Promise<Person>, text: string): Promise<[Person, Person]> {
  const [ada, ben] = await two(meet, text);
  await ada.body.focus();
  return [ada, ben];
}

test("what is written above moves neither the view nor the caret's place in the text", async ({ meet }) => {
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`).join("\n");
  const [ada, ben] = await adaWriting(meet, lines);
  const line = ada.blocks.filter({ hasText: "line 59" });
  const top = async (): Promise<number> => (await line.boundingBox())?.y ?? 0;
  await expect(line).toBeInViewport();
  const before = await top();
  await ben.goTo("start");
  await ben.page.keyboard.type("a\nb\nc\nd\n");
  await expect(ada.blocks).toHaveCount(64);
  expect(Math.abs((await top()) - before)).toBeLessThan(2);
  await ada.page.keyboard.type("!");
  await expect(ada.blocks.last()).toHaveText("line 59!");
});

test("somebody far below does not draw the view to them", async ({ meet }) => {
  const lines = Array.from({ length: 80 }, (_, index) => `line ${index}`).join("\n");
  const [ada, ben] = await adaWriting(meet, lines);
  await ada.goTo("start");
  await expect(ada.blocks.first()).toBeInViewport();
  const top = await ada.page.evaluate(() => scrollY);
  await ben.page.keyboard.type(" and Ben");
  await ada.seesAll(["line 79 and Ben"]);
  expect(await ada.page.evaluate(() => scrollY)).toBe(top);
});

test("a paragraph that is deleted under a selection leaves a caret where it was, and the focus", async ({ meet }) => {
  const [ada, ben] = await adaWriting(meet, "one\ntwo\nthree");
  await ada.press("ArrowUp");
  await ada.press("Home");
  await ada.press("Shift+ArrowRight", 2);
  await ben.press("ArrowUp");
  await ben.press("End");
  await ben.press("Shift+Home");
  await ben.press("Backspace");
  await ben.press("Backspace");
  await ada.sees("one\nthree\n");
  await expect(ada.body).toBeFocused();
  await ada.page.keyboard.type("x");
  await ada.sees("onex\nthree\n");
  await ada.press("ControlOrMeta+z");
  await ada.sees("one\nthree\n");
});

test("a paragraph that is split and joined under a caret keeps it with its letters", async ({ meet }) => {
  const [ada, ben] = await adaWriting(meet, "one two three");
  await ada.press("ArrowLeft", 2);
  await ben.goTo("start");
  await ben.press("ArrowRight", 4);
  await ben.press("Enter");
  await ada.sees("one \ntwo three\n");
  await expect.poll(() => ada.selection()).toEqual([12, 12]);
  await ben.press("Backspace");
  await ada.sees("one two three\n");
  await ada.page.keyboard.type("+");
  await ada.sees("one two thr+ee\n");
});

test("what is typed into text that somebody has just made bold is bold as what stands before it", async ({ meet }) => {
  const [ada, ben] = await adaWriting(meet, "word");
  await ben.press("ControlOrMeta+a");
  await ben.press("ControlOrMeta+b");
  await expect(ada.marked("bold")).toHaveText("word");
  await ada.page.keyboard.type("s");
  await ada.holds([{ insert: "words", attributes: { bold: true } }, { insert: "\n" }]);
});

test("undo by the browser's own menu is ours", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one");
  const asks = (inputType: string): Promise<boolean> =>
    ada.body.evaluate(
      (host, inputType) => host.dispatchEvent(new InputEvent("beforeinput", { inputType, bubbles: true, cancelable: true })),
      inputType,
    );
  expect(await asks("historyUndo")).toBe(false);
  await ada.sees("\n");
  expect(await asks("historyRedo")).toBe(false);
  await ada.sees("one\n");
});

test("what was done before the network went can be undone when it is back", async ({ meet, network }) => {
  const ada = await meet("Ada", network);
  await ada.startDocument();
  await ada.write("one");
  await ada.seesSaved();
  await network.cut();
  await ada.press("Enter");
  await ada.page.keyboard.type("two");
  await network.restore();
  await ada.seesSaved();
  await ada.press("ControlOrMeta+z", 3);
  await ada.sees("\n");
});
