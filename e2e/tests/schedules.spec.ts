// Random schedules in real browsers: four people with several tabs each write, lose their networks, go offline, have their clocks
// moved and their room taken away, close, reload and crash tabs, while the server is killed and started. Each thing that was
// typed is there at the end, everywhere, once.
//
// Some run with the other tests; `cargo xtask schedules --browser -- N` tries N. A schedule follows from its number, which is
// in the name of the test: `OCTAVO_TEST_SEED=N` runs it alone.

import { Network } from "../fixtures/network.ts";
import { type Person, SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const STEPS = 40;
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

const NAMES = ["Ada", "Ben", "Cem", "Dia"] as const;
const HOUR = 60 * 60 * 1000;
let accounted = 0;
let tried = 0;

interface Device {
  name: string;
  network: Network;
  isCut: boolean;
  /** Whether the browser itself says that there is no network. */
  isOffline: boolean;
  /** Whether the browser gives next to no room. */
  isFull: boolean;
  tabs: Person[];
}

/** Gives the browser next to no room, or what it had. */
async function setRoom({ tabs }: Device, quotaSize?: number): Promise<void> {
  const { context, page, origin } = tabs[0]!;
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
  await session.detach();
}

test.afterAll(() => console.log(`${tried} schedules in browsers: ${accounted} things typed, each there once`));

for (const seed of seeds) {
  test(`schedule ${seed}: nothing that was typed is lost or doubled`, async ({ meet, server }) => {
    test.setTimeout(300_000);
    const random = chance(seed);
    const below = (end: number) => Math.floor(random() * end);
    const done: string[] = [];
    const devices: Device[] = [];
    let isUp = true;
    let typed = 0;
    let link: string | undefined;

    for (const name of NAMES) {
      const network = await Network.to(server.port);
      const person = await meet(name, network);
      await person.context.addInitScript(() => {
        const now = Date.now;
        Date.now = () => now() + ((window as { clockMovedMs?: number }).clockMovedMs ?? 0);
      });
      await (link === undefined ? person.startDocument() : person.open(link));
      link ??= person.page.url();
      await person.seesSaved();
      await person.canGoOffline();
      devices.push({ name, network, isCut: false, isOffline: false, isFull: false, tabs: [person] });
    }

    /** What is on its way to the disk when a tab ends, or has no room there, nobody has promised. */
    const isKept = async (device: Device, tab: Person) => {
      if (device.isFull) {
        await setRoom(device);
        device.isFull = false;
      }
      await expect(tab.saveState).toHaveText(KEPT, { timeout: 30_000 });
    };
    const step = async (device: Device) => {
      const at = below(device.tabs.length);
      const tab = device.tabs[at]!;
      const what = below(100);
      const note = (action: string) => done.push(`${device.name}, tab ${at}: ${action}`);
      if (what < 45) {
        note(`types <${typed}>`);
        await tab.goTo(random() < 0.5 ? "start" : "end");
        // All of it at once, so that no cut of the network goes through its middle, where others may write then.
        await tab.page.keyboard.insertText(`<${typed++}>`);
      } else if (what < 52) {
        note(device.isCut ? "network is back" : "network is cut");
        await (device.isCut ? device.network.restore() : device.network.cut());
        device.isCut = !device.isCut;
      } else if (what < 57) {
        device.isOffline = !device.isOffline;
        note(device.isOffline ? "the browser goes offline" : "the browser goes online");
        await tab.context.setOffline(device.isOffline);
      } else if (what < 63) {
        note(isUp ? "server is killed" : "server starts");
        await (isUp ? server.kill9() : server.start());
        isUp = !isUp;
      } else if (what < 67) {
        const hours = below(9) - 4;
        note(`the clock is moved by ${hours} hours`);
        await tab.page.evaluate((clockMovedMs) => Object.assign(window, { clockMovedMs }), hours * HOUR);
      } else if (what < 70) {
        device.isFull = !device.isFull;
        note(device.isFull ? "has no room" : "has room again");
        await setRoom(device, device.isFull ? 1_000 : undefined);
      } else if (what < 78 && device.tabs.length < 3) {
        note("opens another tab");
        device.tabs.push(await tab.anotherTab());
      } else if (what < 87) {
        note("loads the page anew");
        if (device.isFull) await isKept(device, tab);
        await tab.page.reload();
        await tab.canWrite();
      } else if (device.tabs.length > 1) {
        const crashes = random() < 0.5;
        note(crashes ? "crashes" : "is closed");
        if (crashes || device.isFull) await isKept(device, tab);
        await (crashes ? tab.crashes() : tab.page.close());
        device.tabs.splice(at, 1);
      }
    };
    try {
      for (let number = 0; number < STEPS; number++) await step(devices[below(devices.length)]!);
      if (!isUp) await server.start();
      for (const device of devices) {
        if (device.isCut) await device.network.restore();
        await device.tabs[0]!.context.setOffline(false);
        if (device.isFull) await setRoom(device);
        device.tabs.push(await device.tabs[0]!.anotherTab());
      }
      const tabs = devices.flatMap((device) => device.tabs);
      for (const tab of tabs) await expect(tab.saveState).toHaveText(SAVED, { timeout: 30_000 });
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
      accounted += typed;
      tried += 1;
    } catch (error) {
      throw new Error(`schedule ${seed}; repeat with OCTAVO_TEST_SEED=${seed}\n${done.join("\n")}`, { cause: error });
    } finally {
      for (const device of devices) await device.network.dispose();
    }
  });
}
