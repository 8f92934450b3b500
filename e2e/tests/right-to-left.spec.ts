// Hebrew and Arabic, alone and beside letters that go the other way.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const selection = (person: Person): Promise<[number, number]> =>
  person.page.evaluate(() => JSON.parse((window as unknown as { __octavo: { selection(): string } }).__octavo.selection()));

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
  expect(await selection(ada)).toEqual([3, 3]);
  await ada.press("ArrowLeft");
  expect(await caretX(ada)).toBeCloseTo(end, 0);
  await ada.press("Home");
  expect(await selection(ada)).toEqual([0, 0]);
  await ada.press("End");
  expect(await selection(ada)).toEqual([4, 4]);
  await ada.press("Backspace");
  await ada.sees("שלו\n");
  await ada.page.keyboard.type("ם");
  await ada.press("Home");
  await ada.press("Delete");
  await ada.sees("לום\n");
});

test("in a line of both scripts each arrow moves the caret its way, and typing goes on where it stands", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("abc שלום def");
  await ada.press("Home");
  let last = await caretX(ada);
  for (let step = 0; step < 8; step++) {
    await ada.press("ArrowRight");
    const now = await caretX(ada);
    expect(now).toBeGreaterThanOrEqual(last - 1);
    last = now;
  }
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
  expect(await selection(ada)).toEqual([2, 2]);
  await ada.press("ArrowLeft");
  expect(await selection(ada)).toEqual([3, 3]);
  await ada.press("Shift+ArrowRight");
  expect(await selection(ada)).toEqual([3, 2]);
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
  expect(await selection(ada)).toEqual([8, 0]);
  await ada.press("ControlOrMeta+b");
  await ada.holds([{ insert: "abc שלום", attributes: { bold: true } }, { insert: "\n" }]);
});
