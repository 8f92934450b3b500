// A document so long that the browser is only given a part of what is selected in it.

import { book, write } from "../fixtures/book.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

const long = book(200_000);
const { text } = long;
/** With the paragraph that every document begins with. */
const END = text.length;

test.beforeEach(async ({ server }) => {
  const author = await Writer.join(server.websocketUrl, await server.createDocument("00000000-0000-4000-8000-000000000001"));
  write(author.body, long);
  await author.isSaved();
  author.leave();
});

async function reader(meet: (name: string) => Promise<Person>): Promise<Person> {
  const ada = await meet("Ada");
  await ada.open("/d/00000000-0000-4000-8000-000000000001");
  await ada.sees(`${text}\n`);
  await ada.goTo("start");
  return ada;
}

const selected = (ada: Person): Promise<[number, number]> =>
  ada.page.evaluate(() => JSON.parse((window as unknown as { __octavo: { selection(): string } }).__octavo.selection()));

test("Ctrl+A selects everything and stays where one is, and the browser has only what is near the screen", async ({ meet }) => {
  const ada = await reader(meet);
  await ada.press("ControlOrMeta+a");
  expect(await selected(ada)).toEqual([0, END]);
  expect(await ada.page.evaluate(() => scrollY)).toBe(0);
  const inBrowser = () => ada.page.evaluate(() => getSelection()?.toString().length ?? 0);
  expect(await inBrowser()).toBeGreaterThan(1_000);
  expect(await inBrowser()).toBeLessThan(END / 2);
});

test("what scrolls into view is selected too", async ({ meet }) => {
  const ada = await reader(meet);
  await ada.press("ControlOrMeta+a");
  const middle = ada.blocks.nth(500);
  await middle.scrollIntoViewIfNeeded();
  await expect.poll(() => middle.evaluate((block) => getSelection()?.containsNode(block))).toBe(true);
  expect(await selected(ada)).toEqual([0, END]);
});

test("typing, copying and formatting take all of it", async ({ meet }) => {
  const ada = await reader(meet);
  await ada.press("ControlOrMeta+a");
  await ada.press("ControlOrMeta+c");
  expect((await ada.page.evaluate(() => navigator.clipboard.readText())).length).toBeGreaterThanOrEqual(END);
  await ada.press("ControlOrMeta+u");
  const plain = (await ada.delta()).filter(({ insert, attributes }) => attributes?.underline !== true && String(insert).trim() !== "");
  expect(plain).toEqual([]);
  await ada.page.keyboard.type("All gone");
  await ada.sees("All gone\n");
  await ada.press("ControlOrMeta+z");
  await expect.poll(async () => (await ada.shownText()).length).toBe(END + 1);
});

test("an arrow goes to the end that it points to, and with Shift it moves the selection's end", async ({ meet }) => {
  const ada = await reader(meet);
  await ada.press("ControlOrMeta+a");
  await ada.press("ArrowRight");
  expect(await selected(ada)).toEqual([END, END]);
  await ada.press("ControlOrMeta+a");
  await ada.press("Shift+ArrowLeft");
  await expect.poll(() => selected(ada)).toEqual([0, END - 1]);
  await ada.press("ControlOrMeta+a");
  await ada.press("ArrowLeft");
  expect(await selected(ada)).toEqual([0, 0]);
});

test("Ctrl+Home and Ctrl+End reach the ends and show them, with Shift they select up to there", async ({ meet }) => {
  const ada = await reader(meet);
  await ada.press("ControlOrMeta+End");
  await expect.poll(() => selected(ada)).toEqual([END, END]);
  await expect(ada.blocks.last()).toBeInViewport();
  await ada.press("ControlOrMeta+Shift+Home");
  await expect.poll(() => selected(ada)).toEqual([END, 0]);
  await expect(ada.blocks.first()).toBeInViewport();
  await ada.press("ControlOrMeta+Home");
  await expect.poll(() => selected(ada)).toEqual([0, 0]);
  await ada.press("ControlOrMeta+Shift+End");
  await expect.poll(() => selected(ada)).toEqual([0, END]);
  await ada.press("ControlOrMeta+Home");
  await ada.page.keyboard.type("<");
  expect((await ada.shownText()).slice(0, 2)).toBe(`<${text.charAt(0)}`);
});

test("words go by Ctrl, in both directions", async ({ meet }) => {
  const ada = await reader(meet);
  const first = /^\w+/.exec(text)?.[0].length ?? 0;
  await ada.press("ControlOrMeta+ArrowRight");
  await expect.poll(async () => (await selected(ada))[0] - first).toBeLessThanOrEqual(1);
  expect((await selected(ada))[0]).toBeGreaterThanOrEqual(first);
  await ada.press("ControlOrMeta+ArrowLeft");
  await expect.poll(() => selected(ada)).toEqual([0, 0]);
  const paragraph = text.indexOf("\n");
  await ada.press("ArrowDown", 12);
  await ada.press("ControlOrMeta+Shift+ArrowLeft");
  await expect.poll(async () => (await selected(ada)).reduce((anchor, head) => anchor - head)).toBeGreaterThan(0);
  expect((await selected(ada))[0]).toBeGreaterThan(paragraph);
});
