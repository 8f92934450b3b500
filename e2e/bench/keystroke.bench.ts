// What a keystroke costs in a long document: the main thread's CPU from the event to the patched DOM. Counted in ticks of
// the thread, which a busy machine does not disturb.

import type { CDPSession } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

const CHARACTERS = 100_000;
const LIMIT_MS = 3;
const KEYS = 200;

/** Milliseconds of the main thread, since the page began. */
interface Spent {
  /** In all, painting and the tools of the test included. */
  all: number;
  /** In scripts, style and layout: from the event to the patched DOM. */
  patching: number;
}

async function spent(devtools: CDPSession): Promise<Spent> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  const milliseconds = (name: string): number => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
  const patching = milliseconds("ScriptDuration") + milliseconds("LayoutDuration") + milliseconds("RecalcStyleDuration");
  return { all: milliseconds("TaskDuration"), patching };
}

test(`a keystroke among ${CHARACTERS} characters takes at most ${LIMIT_MS} ms of CPU`, async ({ meet, joinAsPeer, server }) => {
  const documentId = await server.createDocument();
  const author = await joinAsPeer(documentId, "Author");
  await author.page.evaluate((characters) => {
    const text = (window as unknown as { doc: import("yjs").Doc }).doc.getText("body");
    const sentence = "The quick brown fox jumps over the lazy dog, and nobody minds. ";
    const paragraph = `${sentence.repeat(5).trim()}\n`;
    text.insert(0, paragraph.repeat(Math.ceil(characters / paragraph.length)));
  }, CHARACTERS);
  const length = (await author.text()).length;
  expect(length).toBeGreaterThanOrEqual(CHARACTERS);

  const ada = await meet("Ada");
  await ada.open(`/d/${documentId}`);
  await expect.poll(async () => (await ada.shownText()).length).toBeGreaterThanOrEqual(CHARACTERS);
  await author.context.close();
  await ada.seesSaved();

  const devtools = await ada.context.newCDPSession(ada.page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  for (const [place, key] of [
    ["the end", "ControlOrMeta+End"],
    ["the start", "ControlOrMeta+Home"],
  ] as const) {
    await ada.body.focus();
    await ada.page.keyboard.press(key);
    await ada.page.keyboard.type("warm up");
    await ada.seesSaved();
    const before = await spent(devtools);
    for (let typed = 0; typed < KEYS; typed++) await ada.page.keyboard.press("x");
    const after = await spent(devtools);
    const patching = (after.patching - before.patching) / KEYS;
    const all = (after.all - before.all) / KEYS;
    console.log(`  at ${place}: ${patching.toFixed(2)} ms a key; ${all.toFixed(2)} ms with painting; the limit is ${LIMIT_MS} ms`);
    expect(patching).toBeLessThanOrEqual(LIMIT_MS);
  }
});
