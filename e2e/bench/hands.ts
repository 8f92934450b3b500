// What hands do in an editor, whichever it is: everything by keyboard and selection, measured the same way.

import type { Locator, Page } from "@playwright/test";
import { type Cost, Meter, quantile, type Table } from "./meter.ts";

/** An editor with a book in it. */
export interface Desk {
  name: string;
  page: Page;
  /** The element that is written in. */
  body: Locator;
  /** Its paragraphs. */
  blocks: string;
}

/** Octavo's limits, in milliseconds. */
export interface Limits {
  key?: number;
  enter?: number;
  bold?: number;
  boldOfAll?: number;
  selectAll?: number;
  paste?: number;
  pasteHtml?: number;
}

const KEYS = 60;
/** How often each place is made bold. */
const FORMATS = 6;

/** Selects the whole text of a paragraph, or puts the caret into its middle. */
async function select({ page, body, blocks }: Desk, index: number, isWhole: boolean): Promise<void> {
  await body.evaluate(
    (host, [blocks, index, isWhole]) => {
      const all = host.querySelectorAll(blocks);
      const block = all[index < 0 ? all.length + index : index];
      if (!block) throw new Error("there is no such paragraph");
      block.scrollIntoView({ block: "center" });
      (host as HTMLElement).focus({ preventScroll: true });
      const range = document.createRange();
      range.selectNodeContents(block);
      if (!isWhole) {
        const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        const text = texts.nextNode();
        if (text) range.setStart(text, Math.min(5, text.textContent?.length ?? 0));
        range.collapse(true);
      }
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    },
    [blocks, index, isWhole] as const,
  );
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** Types, splits, formats and takes back, at the start, in the middle and at the end of a book of so many paragraphs. */
export async function write(desk: Desk, count: number, table: Table, limits: Limits): Promise<void> {
  const { name, page } = desk;
  const meter = await Meter.of(page);
  const press = (key: string) => () => page.keyboard.press(key);
  const places = { start: 5, middle: Math.floor(count / 2), end: -5 };
  const keys: Cost[] = [];
  const enters: Cost[] = [];
  for (const index of Object.values(places)) {
    await select(desk, index, false);
    await page.keyboard.type("warm up ");
    keys.push(...(await meter.costs(KEYS, press("x"))));
    enters.push(...(await meter.costs(10, press("Enter"))));
  }
  const patching = (costs: Cost[]): number[] => costs.map((cost) => cost.patching);
  table.note(name, "a key, 95th percentile", quantile(patching(keys), 0.95), limits.key);
  table.note(name, "a key, median", quantile(patching(keys), 0.5));
  table.note(name, "a key, median, with painting", quantile(keys.map(({ all }) => all), 0.5));
  table.note(name, "Enter, 95th percentile", quantile(patching(enters), 0.95), limits.enter);

  const bold: Cost[] = [];
  const undo: Cost[] = [];
  for (const index of [...Object.values(places), 7, Math.floor(count / 3)]) {
    await select(desk, index, true);
    for (let time = 0; time < FORMATS; time++) {
      bold.push(await meter.cost(press("ControlOrMeta+b")));
      undo.push(await meter.cost(press("ControlOrMeta+z")));
    }
  }
  table.note(name, "bold over a paragraph, 95th percentile", quantile(patching(bold), 0.95), limits.bold);
  table.note(name, "undo of bold over a paragraph, 95th percentile", quantile(patching(undo), 0.95), limits.bold);
}

/** Selects the whole of the book. */
export async function selectAll(desk: Desk, table: Table, limits: Limits): Promise<void> {
  const meter = await Meter.of(desk.page);
  await select(desk, 5, false);
  const { all } = await meter.cost(() => desk.page.keyboard.press("ControlOrMeta+a"));
  table.note(desk.name, "Ctrl+A, with painting", all, limits.selectAll);
}

/** Makes all that is selected bold, and takes that back. */
export async function formatAll({ name, page }: Desk, table: Table, limits: Limits): Promise<void> {
  const meter = await Meter.of(page);
  const press = (key: string) => () => page.keyboard.press(key);
  const { all: bold } = await meter.cost(press("ControlOrMeta+b"));
  table.note(name, "bold over everything, with painting", bold, limits.boldOfAll);
  const { all: undo } = await meter.cost(press("ControlOrMeta+z"));
  table.note(name, "undo of bold over everything, with painting", undo, limits.boldOfAll);
}

/** Looks for a word that is everywhere, one letter after the other; then for a regular expression; and replaces all of it. */
export async function find({ name, page, body }: Desk, table: Table, limit: number): Promise<void> {
  const meter = await Meter.of(page);
  await body.focus();
  await page.keyboard.press("ControlOrMeta+f");
  const letters = await meter.costs(5, (time) => page.keyboard.type("water".charAt(time)));
  table.note(name, "find, the dearest letter, with painting", quantile(letters.map(({ all }) => all), 1), limit);
  await page.keyboard.press("Escape");
  await body.focus();
  await page.keyboard.press("ControlOrMeta+h");
  const bar = page.getByRole("search");
  await bar.getByRole("button", { name: "Regular expression" }).click();
  const field = bar.getByRole("textbox", { name: "Find" });
  await field.fill("(w)(at)e");
  const last = await meter.cost(() => field.press("r"));
  table.note(name, "find of a regular expression, with painting", last.all, limit);
  await bar.getByRole("textbox", { name: "Replace" }).fill("$2$1");
  const replacing = await meter.cost(() => bar.getByRole("button", { name: "Replace all" }).click());
  table.note(name, "replacing all of a regular expression, with painting", replacing.all);
  await page.keyboard.press("Escape");
  await body.focus();
  await page.keyboard.press("ControlOrMeta+z");
}

/** Pastes a megabyte of HTML, and waits until all of it is there; by the clock, and the longest time without a turn for anybody
 * else. */
export async function pasteHtml(desk: Desk, table: Table, limits: Limits): Promise<void> {
  const { name, body } = desk;
  await select(desk, 5, false);
  const { took, longest } = await body.evaluate(async (host) => {
    const words = "Some <b style='color:#c00000'>words</b> of a paragraph that <i>goes on</i> for a while, as they do in a book. ";
    const style = "margin:0in;font-size:11.0pt;font-family:Calibri,sans-serif;line-height:107%";
    const paragraph = `<p style="${style}">${words}</p>\n`;
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", `${paragraph.repeat(Math.floor(1e6 / paragraph.length))}<p>the end of the paste</p>`);
    const isThere = (): boolean => document.evaluate("//*[text()='the end of the paste']", host).iterateNext() !== null;
    const start = performance.now();
    host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    let longest = 0;
    for (let last = start; !isThere(); ) {
      await new Promise((turn) => setTimeout(turn));
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    return { took: performance.now() - start, longest };
  });
  table.note(name, "paste of 1 MB of HTML, by the clock", took, limits.pasteHtml);
  table.note(name, "the longest wait in it, by the clock", longest);
}

/** Pastes plain text of so many characters. */
export async function paste(desk: Desk, characters: number, table: Table, limits: Limits): Promise<void> {
  const { name, page } = desk;
  const line = "What is pasted here was written somewhere else, by somebody who had a lot to say about it.\n";
  await page.evaluate((text) => navigator.clipboard.writeText(text), line.repeat(Math.ceil(characters / line.length)));
  const meter = await Meter.of(page);
  await select(desk, 5, false);
  const { all } = await meter.cost(() => page.keyboard.press("ControlOrMeta+v"));
  table.note(name, "paste of 100,000 characters, with painting", all, limits.paste);
}
