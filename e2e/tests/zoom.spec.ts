// Zoom: the text larger or smaller, and everything at its place in it.

import { expect, test } from "../fixtures/test.ts";
import type { Person } from "../fixtures/person.ts";

/** Chooses a zoom in the menu at the lower edge. */
async function choose(person: Person, name: string): Promise<void> {
  await person.button("Zoom").click();
  await person.page.getByRole("menuitemradio", { name, exact: true }).click();
}

/** How wide a word is on the screen, and where it stands. */
async function place(person: Person, word: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await person.page.getByText(word, { exact: true }).boundingBox();
  if (box === null) throw new Error(`${word} is not on the page`);
  return box;
}

test("the text grows and shrinks, and the choice is remembered on this device", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("Control+b");
  await ada.write("word");
  const { width } = await place(ada, "word");
  await choose(ada, "200%");
  await expect.poll(async () => (await place(ada, "word")).width / width).toBeCloseTo(2, 1);
  await expect(ada.body).toBeFocused();
  await ada.seesSaved();
  await ada.page.reload();
  await ada.canWrite();
  expect((await place(ada, "word")).width / width).toBeCloseTo(2, 1);
  await choose(ada, "50%");
  await expect.poll(async () => (await place(ada, "word")).width / width).toBeCloseTo(0.5, 1);
});

test("the page fills the window at any width, and nothing scrolls sideways", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 1200, height: 800 });
  await ada.startDocument();
  await choose(ada, "Fit to width");
  const sheet = ada.page.locator(".sheet");
  for (const width of [1200, 1000, 800]) {
    await ada.page.setViewportSize({ width, height: 800 });
    await expect.poll(async () => (await sheet.boundingBox())?.width ?? 0).toBeGreaterThan(width - 100);
    const sideways = ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await sideways).toBe(0);
  }
});

for (const zoom of ["50%", "150%", "200%"]) {
  test(`at ${zoom} a click, the caret of a colleague and the link's card are where their text is`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await ada.write("one two three\nfour five six");
    const ben = await meet("Ben");
    await ben.open(ada.page.url());
    await choose(ada, zoom);
    await ben.goTo("start");
    await ben.press("ArrowDown");
    await ben.press("End");
    await expect(ada.caretOf("Ben")).toBeVisible();
    const end = (): Promise<{ x: number; y: number; height: number }> =>
      ada.body.locator("[data-b]").nth(1).evaluate((block) => {
        const range = document.createRange();
        range.selectNodeContents(block);
        const { right, top, height } = range.getBoundingClientRect();
        return { x: right, y: top, height };
      });
    await expect
      .poll(async () => {
        const [caret, text] = [await ada.caretOf("Ben").boundingBox(), await end()];
        return caret === null ? Infinity : Math.hypot(caret.x - text.x, caret.y - text.y, caret.height - text.height);
      })
      .toBeLessThan(6);
    // The same place by the mouse.
    const { x, y, height } = await end();
    await ada.page.mouse.click(x - 1, y + height / 2);
    await ada.page.keyboard.type("!");
    await ada.sees("one two three\nfour five six!\n");
    await ada.page.mouse.click(x + 8, y + height / 2);
    await ada.press("Control+k");
    const card = await ada.page.getByRole("group", { name: "Link" }).boundingBox();
    expect(Math.abs((card?.y ?? 0) - (y + height))).toBeLessThan(30);
  });
}

test("the line in which the caret is stays where it is on the screen", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.evaluate((body) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", Array.from({ length: 80 }, (_, line) => `line ${line}`).join("\n"));
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await ada.page.getByText("line 40", { exact: true }).click();
  const { y } = await place(ada, "line 40");
  await choose(ada, "150%");
  await expect.poll(async () => Math.abs((await place(ada, "line 40")).y - y)).toBeLessThan(12);
});

test("the caret stays in view when the window changes its size, and when letters become larger", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 1200, height: 900 });
  await ada.startDocument();
  await ada.body.evaluate((body) => {
    const clipboardData = new DataTransfer();
    const line = (index: number): string => `line ${index} ${"goes on and on ".repeat(30)}`;
    clipboardData.setData("text/plain", Array.from({ length: 200 }, (_, index) => line(index)).join("\n"));
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  const block = ada.blocks.nth(100);
  await block.scrollIntoViewIfNeeded();
  await block.click({ position: { x: 60, y: 10 } });
  const isInView = (): Promise<boolean> =>
    ada.page.evaluate(() => {
      const rect = getSelection()?.getRangeAt(0).getClientRects()[0];
      return rect !== undefined && rect.top >= 0 && rect.bottom <= innerHeight;
    });
  for (const [width, height] of [[500, 500], [1600, 400], [360, 700], [1200, 900]] as const) {
    await ada.page.setViewportSize({ width, height });
    await expect.poll(isInView, `at ${width} by ${height}`).toBe(true);
    await ada.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(await isInView()).toBe(true);
  }
  // As a font does that comes late.
  await ada.page.addStyleTag({ content: ".page-text { font-family: monospace; letter-spacing: 0.3em; }" });
  await ada.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  expect(await isInView()).toBe(true);
});

test("on a phone the lines are as wide as the screen at any zoom", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 360, height: 740 });
  await ada.startDocument();
  await ada.write("A line that is longer than the screen is wide, so that it is broken into several.");
  const height = (await ada.blocks.first().boundingBox())?.height ?? 0;
  await choose(ada, "200%");
  await expect.poll(async () => (await ada.blocks.first().boundingBox())?.height ?? 0).toBeGreaterThan(3 * height);
  const sideways = ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await sideways).toBe(0);
});
