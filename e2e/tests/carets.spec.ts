// The carets of others: they stand at their letters, whatever is written, however the window is, and are nothing but a picture.

import type { Locator } from "@playwright/test";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const TEXT = "The quick brown fox jumps over the lazy dog and the small cat sleeps beside the warm stove all day";

/** Ada, who sees the caret of Ben before "small". */
async function both(meet: (name: string) => Promise<Person>): Promise<{ ada: Person; ben: Person; caret: Locator }> {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write(TEXT);
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees(`${TEXT}\n`);
  await ben.goTo("start");
  await ben.press("ArrowRight", TEXT.indexOf("small"));
  const caret = ada.page.locator(".caret");
  await expect(caret).toHaveCount(1);
  return { ada, ben, caret };
}

/** How far the caret is from the letter that it stands before, in pixels. */
async function distance(person: Person, caret: Locator): Promise<number> {
  const box = await caret.boundingBox();
  const letter = await person.page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector("[contenteditable=true]") ?? document, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.nodeValue ?? "").indexOf("small");
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { left, top, height } = range.getBoundingClientRect();
      return { left, middle: top + height / 2 };
    }
    return null;
  });
  if (box === null || letter === null) return Number.POSITIVE_INFINITY;
  return Math.hypot(box.x + box.width / 2 - letter.left, box.y + box.height / 2 - letter.middle);
}

test("a colleague's caret stays at its letter while one writes before it, breaks its line and changes the window", async ({ meet }) => {
  const { ada, caret } = await both(meet);
  const isThere = () => expect.poll(() => distance(ada, caret)).toBeLessThan(4);
  await isThere();
  await ada.goTo("start");
  await ada.page.keyboard.type("Once upon a time, ");
  await isThere();
  await ada.press("Enter");
  await isThere();
  for (const width of [700, 390, 1280]) {
    await ada.page.setViewportSize({ width, height: 800 });
    await isThere();
  }
});

test("a colleague's caret is nothing to the clipboard, to find, to a screen reader and on paper", async ({ meet }) => {
  const { ada, caret } = await both(meet);
  await ada.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ada.body.focus();
  await ada.press("ControlOrMeta+a");
  await ada.press("ControlOrMeta+c");
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(TEXT);
  await ada.press("ControlOrMeta+f");
  await ada.page.keyboard.type("Ben");
  await expect(ada.page.getByRole("search").locator(".find-count")).toHaveText("Not found");
  await ada.press("Escape");
  expect(await ada.page.locator("main").ariaSnapshot()).not.toContain("Ben");
  await ada.page.emulateMedia({ media: "print" });
  await expect(caret).toBeHidden();
});

test("a caret that the browser has lost stays where it was, for the next letter and for the eye", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\ntwo\nthree");
  await ada.press("ArrowLeft");
  const where = await ada.selection();
  // As Chromium does when the window gets the focus and nothing is drawn at the caret's place yet.
  const lose = () => ada.body.evaluate((body) => getSelection()?.collapse(body, 0));
  await lose();
  await expect.poll(() => ada.page.evaluate(() => getSelection()?.anchorNode?.nodeName)).toBe("#text");
  expect(await ada.selection()).toEqual(where);
  await lose();
  await ada.page.keyboard.type("!");
  await ada.sees("one\ntwo\nthre!e\n");
});

test("what a colleague has selected is marked in their colour, and no more when they select nothing", async ({ meet }) => {
  const { ada, ben } = await both(meet);
  const marked = (): Promise<string[]> =>
    ada.page.evaluate(() =>
      [...CSS.highlights]
        .filter(([name]) => name.startsWith("peer-"))
        .flatMap(([, highlight]) => [...highlight].map((range) => (range as Range).toString())),
    );
  await ben.press("Shift+ArrowRight", 5);
  await expect.poll(marked).toEqual(["small"]);
  await ada.goTo("start");
  await ada.page.keyboard.type("And ");
  await expect.poll(marked).toEqual(["small"]);
  await ben.press("ArrowRight");
  await expect.poll(marked).toEqual([]);
});

test("the name at a colleague's caret goes after a while in which they do not move, and comes back with them", async ({ meet }) => {
  const { ben, caret } = await both(meet);
  await expect(caret).toHaveClass(/flagged/);
  await expect(caret).not.toHaveClass(/flagged/, { timeout: 10_000 });
  await ben.press("ArrowRight");
  await expect(caret).toHaveClass(/flagged/);
});
