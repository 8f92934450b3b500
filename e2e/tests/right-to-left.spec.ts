// Hebrew and Arabic, alone and beside letters that go the other way.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

/** Where the caret is drawn, from the left of the window. */
const caretX = (person: Person): Promise<number> =>
  person.page.evaluate(() => getSelection()?.getRangeAt(0).getBoundingClientRect().x ?? -1);

test("a paragraph goes the way of its first letter, and its neighbour its own", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("שלום עולם\nHello");
  await ada.sees("שלום עולם\nHello\n");
  const way = (block: number): Promise<string> => ada.blocks.nth(block).evaluate((it) => getComputedStyle(it).direction);
  expect(await way(0)).toBe("rtl");
  expect(await way(1)).toBe("ltr");
  const box = await ada.blocks.first().boundingBox();
  const text = await ada.blocks.first().locator(".run").boundingBox();
  expect((text?.x ?? 0) + (text?.width ?? 0)).toBeGreaterThan((box?.x ?? 0) + (box?.width ?? 0) - 4);
});

test("arrows go where they point, Home and End to the line's ends, and Backspace takes the letter before", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("שלום");
  const end = await caretX(ada);
  await ada.press("ArrowRight");
  expect(await caretX(ada)).toBeGreaterThan(end);
  await expect.poll(() => ada.selection()).toEqual([3, 3]);
  await ada.press("ArrowLeft");
  expect(await caretX(ada)).toBeCloseTo(end, 0);
  await ada.press("Home");
  await expect.poll(() => ada.selection()).toEqual([0, 0]);
  await ada.press("End");
  await expect.poll(() => ada.selection()).toEqual([4, 4]);
  await ada.press("Backspace");
  await ada.sees("שלו\n");
  await ada.page.keyboard.type("ם");
  await ada.press("Home");
  await ada.press("Delete");
  await ada.sees("לום\n");
});

test("in a line of both scripts every place is reached by arrows, and typing goes on where the caret stands", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("abc שלום def");
  await ada.press("Home");
  // Through the letters of the other script the browser goes in their order or as one sees them, but it gets to the other end.
  const seen = new Set<number>();
  const see = async (): Promise<void> => {
    await ada.page.evaluate(() => new Promise(requestAnimationFrame));
    seen.add((await ada.selection())[1]);
  };
  await see();
  for (let step = 0; step < 12; step++) {
    await ada.press("ArrowRight");
    await see();
  }
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 13 }, (_, at) => at));
  await ada.press("End");
  await ada.page.keyboard.type("!");
  await ada.sees("abc שלום def!\n");
});

test("a picture is passed the way that the arrow points", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("של");
  await ada.body.evaluate((host) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", '<img src="https://example.org/dot.png">');
    host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await ada.page.keyboard.type("ום");
  await ada.sees("של\ufffcום\n");
  await ada.press("ArrowRight", 3);
  await expect.poll(() => ada.selection()).toEqual([2, 2]);
  await ada.press("ArrowLeft");
  await expect.poll(() => ada.selection()).toEqual([3, 3]);
  await ada.press("Shift+ArrowRight");
  await expect.poll(() => ada.selection()).toEqual([3, 2]);
});

test("the marker of a list stands at the side where its text begins", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("* שלום");
  await ada.sees("שלום\n");
  const block = await ada.blocks.first().boundingBox();
  const text = await ada.blocks.first().locator(".run").boundingBox();
  const right = (box: { x: number; width: number } | null): number => (box?.x ?? 0) + (box?.width ?? 0);
  expect(right(block) - right(text)).toBeGreaterThan(16);
});

test("a mark over a part of a line of both scripts changes that part", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("abc שלום");
  await ada.press("Shift+Home");
  await expect.poll(() => ada.selection()).toEqual([8, 0]);
  await ada.press("ControlOrMeta+b");
  await ada.holds([{ insert: "abc שלום", attributes: { bold: true } }, { insert: "\n" }]);
});
