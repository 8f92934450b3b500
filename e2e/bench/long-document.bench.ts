// What a very long document costs, in Octavo and in others, on the same text in the same run.

import { book, write as print } from "../fixtures/book.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";
import { find, formatAll, paste, pasteHtml, selectAll, write } from "./hands.ts";
import { firstPaint, largestPage, Meter, quantile, Table, watchFirstPaint } from "./meter.ts";
import { PEERS, seat } from "./peers.ts";

const CHARACTERS = 1_000_000;
const PARAGRAPHS = CHARACTERS / 200;
const LIMITS = { key: 8, enter: 8, bold: 8, boldOfAll: 1_000, selectAll: 100, paste: 1_000, pasteHtml: 1_000 };
const REMOTE_MS = 10;
const FIND_MS = 100;
const OTHERS = 50;
/** Of so many people the initials are shown. */
const SHOWN = 3;
const AMONG_MANY_MS = 16;
const OPEN_MS = 1_500;
const MEMORY_MB = 300;
const OPEN = "open from this device to first paint, median";
const REMOTE = "a frame of others' edits, 95th percentile";
/** The parts of the way through the document at which others write. */
const FAR = [0.5, 0.7, 0.9];

const table = new Table();

/** How long a key waits and works, by the clock, while fifty others write, each a letter a second with the caret behind it. */
async function amongMany(ada: Person, websocketUrl: string, documentId: string): Promise<void> {
  const others = await Promise.all(Array.from({ length: OTHERS }, () => Writer.join(websocketUrl, documentId)));
  let turn = 0;
  const writing = setInterval(() => {
    const index = turn++ % OTHERS;
    const other = others[index];
    const at = Math.floor((CHARACTERS * (index + 1)) / (OTHERS + 2));
    other?.body.insert(at, "z");
    other?.showsCaret(`Person ${index + 1}`, at + 1);
  }, 1_000 / OTHERS);
  await expect(ada.page.locator(".more-people button").first()).toHaveText(`+${OTHERS + 1 - SHOWN}`);
  await ada.goTo("start");
  await ada.page.keyboard.type("warm up ");
  const keys = await ada.page.evaluateHandle(() => {
    const keys: number[] = [];
    let pressed = 0;
    window.addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
    // The editor has patched the page by now: its own listener is below.
    window.addEventListener("beforeinput", () => keys.push(performance.now() - pressed));
    return keys;
  });
  for (let key = 0; key < 200; key++) await ada.page.keyboard.press("x");
  const waited = await keys.jsonValue();
  table.note("Octavo", `a key while ${OTHERS} others write, 95th percentile, by the clock`, quantile(waited, 0.95), AMONG_MANY_MS);
  clearInterval(writing);
  for (const other of others) other.leave();
}
const long = book(CHARACTERS);

test.describe.configure({ timeout: 900_000 });

test.afterAll(() => {
  console.log(`\n  A document of ${CHARACTERS} characters: milliseconds of the main thread\n\n${table}\n`);
});

for (const peer of PEERS) {
  test(`${peer.name} with ${CHARACTERS} characters`, async ({ browser }) => {
    const desk = await seat(browser, peer, long);
    table.note(peer.name, OPEN, desk.opened);
    table.note(peer.name, "memory of the page", await largestPage(browser, desk.page), undefined, "MB");
    await write(desk, PARAGRAPHS, table, {});
    const meter = await Meter.of(desk.page);
    const remote = await meter.costs(10, () => desk.receives("y", FAR));
    table.note(peer.name, REMOTE, quantile(remote.map(({ patching }) => patching), 0.95));
    await selectAll(desk, table, {});
    await paste(desk, 100_000, table, {});
    await desk.close();
  });
}

test(`Octavo with ${CHARACTERS} characters`, async ({ meet, server, browser }) => {
  const documentId = await server.createDocument();
  const author = await Writer.join(server.websocketUrl, documentId);
  print(author.body, long);

  const ada = await meet("Ada");
  await watchFirstPaint(ada.context, "[data-b]");
  await ada.open(`/d/${documentId}`);
  await expect.poll(async () => (await ada.shownText()).length, { timeout: 60_000 }).toBe(long.text.length + 1);
  await ada.seesSaved();

  // What opens with the server gone comes from this device.
  await ada.canGoOffline();
  await server.stop();
  const opened: number[] = [];
  for (let time = 0; time < 5; time++) {
    await ada.page.reload();
    opened.push(await firstPaint(ada.page));
  }
  table.note("Octavo", OPEN, quantile(opened, 0.5), OPEN_MS);
  await server.start();
  await ada.seesSaved();
  await ada.canWrite();
  table.note("Octavo", "memory of the page", await largestPage(browser, ada.page), MEMORY_MB, "MB");

  const desk = { name: "Octavo", page: ada.page, body: ada.body, blocks: ".block" };
  await write(desk, PARAGRAPHS, table, LIMITS);
  await ada.seesSaved();

  // Three people write far from where Ada is.
  await ada.goTo("start");
  const meter = await Meter.of(ada.page);
  const remote = await meter.costs(30, async (time) => {
    author.doc.transact(() => {
      for (const place of FAR) author.body.insert(Math.floor(author.body.length * place), "y");
      author.body.insert(author.body.length - 1, `end${time}`);
    });
    await expect(ada.blocks.last()).toContainText(`end${time}`);
  });
  table.note("Octavo", REMOTE, quantile(remote.map(({ patching }) => patching), 0.95), REMOTE_MS);

  await amongMany(ada, server.websocketUrl, documentId);
  await selectAll(desk, table, LIMITS);
  await formatAll(desk, table, LIMITS);
  await find(desk, table, FIND_MS);
  await paste(desk, 100_000, table, LIMITS);
  await pasteHtml(desk, table, LIMITS);
  table.note("Octavo", "memory of the page after all that", await largestPage(browser, ada.page), MEMORY_MB, "MB");
  author.leave();
  expect.soft(table.over("Octavo")).toEqual([]);
});
