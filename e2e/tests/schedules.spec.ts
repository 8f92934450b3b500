// Random schedules in real browsers: two people with several tabs each write, lose their networks, close, reload and crash tabs,
// while the server is killed and started. Each thing that was typed is there at the end, everywhere, once.
//
// Some run with the other tests; `cargo xtask schedules --browser -- N` tries N. A schedule follows from its number, which is
// in the name of the test: `OCTAVO_TEST_SEED=N` runs it alone.

import { Network } from "../fixtures/network.ts";
import { type Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const STEPS = 25;
/** What the page says once everything that was written in it is on a disk. */
const KEPT = /(kept here|everything here is saved|Saved on the server|Seen by .+)$/;

const { OCTAVO_TEST_SEED: alone, OCTAVO_TEST_SEEDS: count = "2" } = process.env;
const seeds = alone ? [Number(alone)] : Array.from({ length: Number(count) }, (_, seed) => seed);

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Device {
  network: Network;
  isCut: boolean;
  tabs: Person[];
}

for (const seed of seeds) {
  test(`schedule ${seed}: nothing that was typed is lost or doubled`, async ({ meet, server }) => {
    test.setTimeout(180_000);
    const random = chance(seed);
    const below = (end: number) => Math.floor(random() * end);
    const done: string[] = [];
    const devices: Device[] = [];
    let isUp = true;
    let typed = 0;

    const first = await Network.to(server.port);
    const ada = await meet("Ada", first);
    await ada.startDocument();
    await ada.seesSaved();
    await ada.canGoOffline();
    const link = ada.page.url();
    devices.push({ network: first, isCut: false, tabs: [ada] });
    const second = await Network.to(server.port);
    const ben = await meet("Ben", second);
    await ben.open(link);
    await ben.seesSaved();
    await ben.canGoOffline();
    devices.push({ network: second, isCut: false, tabs: [ben] });

    const step = async (device: Device, name: string) => {
      const at = below(device.tabs.length);
      const tab = device.tabs[at]!;
      const what = below(100);
      const note = (action: string) => done.push(`${name}, tab ${at}: ${action}`);
      if (what < 45) {
        note(`types <${typed}>`);
        await tab.goTo(random() < 0.5 ? "start" : "end");
        // All of it at once, so that no cut of the network goes through its middle, where others may write then.
        await tab.page.keyboard.insertText(`<${typed++}>`);
      } else if (what < 55) {
        note(device.isCut ? "network is back" : "network is cut");
        await (device.isCut ? device.network.restore() : device.network.cut());
        device.isCut = !device.isCut;
      } else if (what < 63) {
        note(isUp ? "server is killed" : "server starts");
        await (isUp ? server.kill9() : server.start());
        isUp = !isUp;
      } else if (what < 75 && device.tabs.length < 3) {
        note("opens another tab");
        device.tabs.push(await tab.anotherTab());
      } else if (what < 85) {
        note("loads the page anew");
        await tab.page.reload();
        await tab.canWrite();
      } else if (device.tabs.length > 1) {
        // What a crash finds on its way to the disk nobody has promised.
        const crashes = random() < 0.5;
        note(crashes ? "crashes" : "is closed");
        if (crashes) {
          await expect(tab.saveState).toHaveText(KEPT);
          await tab.crashes();
        } else {
          await tab.page.close();
        }
        device.tabs.splice(at, 1);
      }
    };
    try {
      for (let number = 0; number < STEPS; number++) {
        const at = below(2);
        await step(devices[at]!, ["Ada", "Ben"][at]!);
      }
      if (!isUp) await server.start();
      for (const device of devices) {
        if (device.isCut) await device.network.restore();
        device.tabs.push(await device.tabs[0]!.anotherTab());
      }
      const tabs = devices.flatMap((device) => device.tabs);
      for (const tab of tabs) await tab.seesSaved();
      const tokens = Array.from({ length: typed }, (_, number) => `<${number}>`);
      for (const tab of tabs) {
        await expect
          .poll(async () => {
            const text = await tab.shownText();
            return tokens.filter((token) => text.split(token).length !== 2);
          })
          .toEqual([]);
      }
      const texts = new Set(await Promise.all(tabs.map((tab) => tab.shownText())));
      expect(texts.size).toBe(1);
    } catch (error) {
      throw new Error(`schedule ${seed}; repeat with OCTAVO_TEST_SEED=${seed}\n${done.join("\n")}`, { cause: error });
    } finally {
      for (const device of devices) await device.network.dispose();
    }
  });
}
