// Text is dragged with the mouse, within the document and into it.

import { writeFile } from "node:fs/promises";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

/** Where `text` stands on the screen: the middle of its first place in the page. */
async function placeOf(person: Person, text: string, side: "middle" | "start" | "end" = "middle"): Promise<{ x: number; y: number }> {
  return person.page.evaluate(
    ([text, side]) => {
      const host = document.querySelector("[contenteditable=true]");
      if (host === null) throw new Error("there is nothing to write on");
      const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const at = (node.nodeValue ?? "").indexOf(text);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + text.length);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        const x = side === "middle" ? (left + right) / 2 : side === "start" ? left + 1 : right - 1;
        return { x, y: (top + bottom) / 2 };
      }
      throw new Error(`"${text}" is not on the page`);
    },
    [text, side] as const,
  );
}

/** Selects a word by a double click and drags it to a place, with `held` down when it is let go. */
async function drags(person: Person, word: string, to: { x: number; y: number }, held?: string): Promise<void> {
  const from = await placeOf(person, word);
  const { mouse, keyboard } = person.page;
  await mouse.dblclick(from.x, from.y);
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await mouse.move(to.x, to.y, { steps: 4 });
  await expect(person.page.locator(".drop-mark")).toBeVisible();
  if (held) await keyboard.down(held);
  await mouse.move(to.x, to.y);
  await mouse.up();
  if (held) await keyboard.up(held);
  await expect(person.page.locator(".drop-mark")).toHaveCount(0);
}

/** Takes the handle beside the paragraph of `text` to a place, and holds it there. */
async function carries(person: Person, text: string, to: { x: number; y: number }): Promise<void> {
  const from = await placeOf(person, text);
  const { mouse } = person.page;
  await mouse.move(from.x, from.y);
  const box = await person.page.locator(".handle").boundingBox();
  if (box === null) throw new Error("there is no handle");
  await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await mouse.down();
  await mouse.move(to.x, to.y, { steps: 4 });
}

/** Drags something in from another program and lets it go at a place. */
async function letsGo(person: Person, { x, y }: { x: number; y: number }, brings: { text?: string; file?: string }): Promise<void> {
  const devtools = await person.context.newCDPSession(person.page);
  const data = {
    items: brings.text === undefined ? [] : [{ mimeType: "text/plain", data: brings.text }],
    files: brings.file === undefined ? [] : [brings.file],
    dragOperationsMask: 1,
  };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devtools.send("Input.dispatchDragEvent", { type, x, y, data });
  }
  await devtools.detach();
}

const below = ({ x, y }: { x: number; y: number }): { x: number; y: number } => ({ x, y: y + 8 });

test("a paragraph is carried by the handle beside it, with what is nested in it, and one undo takes it back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("* one\n");
  await ada.press("Tab");
  await ada.page.keyboard.type("nested\n");
  await ada.press("Shift+Tab");
  await ada.page.keyboard.type("two\nthree");
  await ada.sees("one\nnested\ntwo\nthree\n");
  await carries(ada, "one", below(await placeOf(ada, "two")));
  await expect(ada.page.locator(".drop-line")).toBeVisible();
  await ada.page.mouse.up();
  await ada.sees("two\none\nnested\nthree\n");
  await expect(ada.page.locator(".drop-line")).toHaveCount(0);
  expect(await ada.page.evaluate(() => getSelection()?.toString())).toBe("one\nnested");
  await ada.press("ControlOrMeta+z");
  await ada.sees("one\nnested\ntwo\nthree\n");
});

test("what others write into a paragraph that is being carried goes along", async ({ meet }) => {
  const ada = await meet("Ada");
  const ben = await meet("Ben");
  await ada.startDocument();
  await ada.write("one\ntwo\nthree");
  await ben.open(ada.page.url());
  await ben.sees("one\ntwo\nthree\n");
  await carries(ada, "one", below(await placeOf(ada, "three")));
  await ben.goTo("start");
  await ben.page.keyboard.type("Number ");
  await ada.sees("Number one\ntwo\nthree\n");
  await ada.page.mouse.up();
  await ada.sees("two\nthree\nNumber one\n");
  await ben.sees("two\nthree\nNumber one\n");
});

test("Escape lets a paragraph stay that was being carried, and a click on its handle selects it", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\ntwo");
  await carries(ada, "one", below(await placeOf(ada, "two")));
  await ada.press("Escape");
  await expect(ada.page.locator(".drop-line")).toHaveCount(0);
  await ada.page.mouse.up();
  await ada.sees("one\ntwo\n");
  await expect.poll(() => ada.selection()).toEqual([0, 3]);
  await ada.page.keyboard.type("x");
  await ada.sees("x\ntwo\n");
  await expect(ada.page.locator(".handle")).toHaveCount(0);
});

test("a word that is dragged moves, is selected where it landed, and one undo takes it back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("alpha beta\ngamma delta");
  await drags(ada, "alpha", await placeOf(ada, "delta", "end"));
  await ada.sees(" beta\ngamma deltaalpha\n");
  expect(await ada.page.evaluate(() => getSelection()?.toString())).toBe("alpha");

  await ada.page.keyboard.press("ControlOrMeta+z");
  await ada.sees("alpha beta\ngamma delta\n");
});

test("with Ctrl it is copied, and it keeps its marks", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.keyboard.press("ControlOrMeta+b");
  await ada.page.keyboard.type("bold");
  await ada.page.keyboard.press("ControlOrMeta+b");
  await ada.page.keyboard.type(" plain\nnext ");
  await drags(ada, "bold", await placeOf(ada, "next", "end"), "Control");
  await ada.holds([
    { insert: "bold", attributes: { bold: true } },
    { insert: " plain\nnext" },
    { insert: "bold", attributes: { bold: true } },
    { insert: " \n" },
  ]);
});

test("a word that is let go outside of the text stays where it was", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("alpha beta");
  const from = await placeOf(ada, "alpha");
  const { mouse } = ada.page;
  await mouse.dblclick(from.x, from.y);
  await mouse.down();
  await mouse.move(from.x + 40, from.y + 4, { steps: 4 });
  await expect(ada.page.locator(".drop-mark")).toBeVisible();
  await mouse.move(from.x, 20, { steps: 4 });
  await expect(ada.page.locator(".drop-mark")).toHaveCount(0);
  await mouse.up();
  await ada.sees("alpha beta\n");
  await expect.poll(() => ada.selection()).toEqual([0, 5]);
});

test("a word that is dropped on itself stays", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("only these words");
  await drags(ada, "these", await placeOf(ada, "these", "end"));
  await ada.sees("only these words\n");
  await ada.page.keyboard.type("those");
  await ada.sees("only those words\n");
});

test("what a colleague writes meanwhile does not change what is carried", async ({ meet }) => {
  const ada = await meet("Ada");
  const ben = await meet("Ben");
  await ada.startDocument();
  await ada.write("carry me over\nhere");
  await ada.seesSaved();
  await ben.open(await ada.copyLink());
  const from = await placeOf(ada, "carry");
  const to = await placeOf(ada, "here", "end");
  await ada.page.mouse.dblclick(from.x, from.y);
  await ada.page.mouse.move(from.x, from.y);
  await ada.page.mouse.down();
  await ada.page.mouse.move(to.x, to.y, { steps: 6 });
  await ben.goTo("start");
  await ben.page.keyboard.type("Do ");
  await expect(ada.body).toContainText("Do carry");
  await ada.page.mouse.move(to.x, to.y);
  await ada.page.mouse.up();
  await ada.sees("Do  me over\nherecarry\n");
  await ben.sees("Do  me over\nherecarry\n");
});

test("text that is dragged in from another program lands where it is let go, with the caret behind it", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("alpha beta");
  await letsGo(ada, await placeOf(ada, "beta", "start"), { text: "from afar " });
  await ada.sees("alpha from afar beta\n");
  await expect(ada.page.locator(".drop-mark")).toHaveCount(0);
  await ada.page.keyboard.type("+");
  await ada.sees("alpha from afar +beta\n");
  await ada.press("ControlOrMeta+z", 2);
  await ada.sees("alpha beta\n");
});

test("a file that is let go beside the text does not take the place of the page, and on the text it is answered", async ({ meet }, testInfo) => {
  const file = testInfo.outputPath("notes.txt");
  await writeFile(file, "not in here");
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("alpha beta");
  const address = ada.page.url();
  const title = await ada.title.boundingBox();
  const beside = [
    { x: 4, y: 400 },
    { x: (title?.x ?? 0) + 20, y: (title?.y ?? 0) + 10 },
  ];
  for (const place of beside) {
    await letsGo(ada, place, { file });
    await ada.page.keyboard.type("!");
    expect(ada.page.url()).toBe(address);
  }
  await ada.sees("alpha beta!!\n");
  await letsGo(ada, await placeOf(ada, "alpha"), { file });
  await expect(ada.page.getByText("Pictures and other files cannot be put into a document yet.")).toBeVisible();
  await ada.page.keyboard.type("!");
  await ada.sees("alpha beta!!!\n");
});
