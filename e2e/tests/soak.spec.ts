// Three people at real browsers who do anything at all, one of them at a time without a network. After every step the
// page of whoever acted is what would be drawn for the document; at the end there is one document.
//
// OCTAVO_SOAK says how many steps (two hundred by default), OCTAVO_SEED repeats a run that has failed.

import type { CDPSession } from "@playwright/test";
import { Network } from "../fixtures/network.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const STEPS = Number(process.env.OCTAVO_SOAK ?? 200);
const SEED = Number(process.env.OCTAVO_SEED ?? 1);
/** A document longer than this is cut down. */
const LONG = 4_000;

interface Hand {
  person: Person;
  network: Network;
  devtools: CDPSession;
  isOnline: boolean;
}

/** Chance that is the same for the same seed. */
class Chance {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }
}

const CHORDS = [
  ..."biue".split("").map((mark) => `ControlOrMeta+${mark}`),
  "ControlOrMeta+Shift+7",
  "ControlOrMeta+Shift+8",
  "ControlOrMeta+Shift+9",
  ..."0123".split("").map((level) => `ControlOrMeta+Alt+${level}`),
  "ControlOrMeta+]",
  "ControlOrMeta+[",
  "ControlOrMeta+y",
  "Alt+Shift+ArrowUp",
  "Alt+Shift+ArrowDown",
  "Shift+Enter",
  "Tab",
  "Shift+Tab",
  "Delete",
  "ControlOrMeta+Backspace",
  "ControlOrMeta+Delete",
];
const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "ControlOrMeta+Home", "ControlOrMeta+End"];
const WORDS = ["a", "word ", "- ", "1. ", "# ", "é", "😀", "👨‍👩‍👧", "日本", "שלום", '"quote" ', "https://example.org "];
const PASTES = [
  ["text/plain", "two\nlines"],
  ["text/html", "<h2>Title</h2><p>some <b>bold</b> and <a href='https://example.org'>linked</a> text</p>"],
  ["text/html", "<ul><li>one<ul><li>nested</li></ul></li><li>two</li></ul>"],
  ["text/html", "<table><tr><td>a<td>b</table><img src=x onerror=alert(1)><p style='text-align:center'>x"],
] as const;

/** One thing that somebody does. Answers with what it was, for the report of a failure. */
async function act({ person, devtools }: Hand, chance: Chance): Promise<string> {
  const { keyboard } = person.page;
  const press = async (keys: string): Promise<string> => {
    await keyboard.press(keys);
    return keys;
  };
  switch (chance.below(14)) {
    case 0:
    case 1:
    case 2: {
      const word = chance.pick(WORDS);
      await keyboard.type(word);
      return `type ${word}`;
    }
    case 3:
      return press("Enter");
    case 4:
    case 5:
      return press("Backspace");
    case 6:
      return press("ControlOrMeta+z");
    case 7:
      return press(chance.pick(CHORDS));
    case 8:
      return press(chance.pick(MOVES));
    case 9: {
      const times = 1 + chance.below(6);
      const keys = `Shift+${chance.pick(MOVES)}`;
      for (let time = 0; time < times; time++) await keyboard.press(keys);
      return `${times} times ${keys}`;
    }
    case 10: {
      const [type, content] = chance.pick(PASTES);
      await person.body.evaluate(
        (body, [type, content]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData(type, content);
          body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        },
        [type, content] as const,
      );
      return `paste ${content}`;
    }
    case 11:
      await press("ControlOrMeta+c");
      await press(chance.pick(MOVES));
      return `copy and ${await press("ControlOrMeta+v")}`;
    case 12: {
      // An input method: what it shows changes a few times, then it is chosen or given up.
      const steps = ["か", "かん", "漢"].slice(0, 1 + chance.below(3));
      for (const text of steps) {
        await devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
      }
      const text = chance.below(4) === 0 ? "" : "漢字";
      if (text === "") await devtools.send("Input.imeSetComposition", { text, selectionStart: 0, selectionEnd: 0 });
      await devtools.send("Input.insertText", { text });
      return `compose ${steps.join()} ${text}`;
    }
    default: {
      // A click somewhere in the text.
      const count = await person.blocks.count();
      const index = chance.below(count);
      await person.blocks.nth(index).evaluate((block) => {
        block.scrollIntoView({ block: "center" });
        getSelection()?.collapse(block, 0);
      });
      return `go to paragraph ${index}`;
    }
  }
}

async function faults({ page }: Person): Promise<string[]> {
  return page.evaluate(() => JSON.parse((window as unknown as { __octavo: { faults(): string } }).__octavo.faults()) as string[]);
}

test("three people doing anything end with one document, and every page is true after every step", async ({ meet, server }) => {
  test.setTimeout(60_000 + STEPS * 1_000);
  const chance = new Chance(SEED);
  const documentId = await server.createDocument();
  const hands: Hand[] = [];
  for (const name of ["Ada", "Ben", "Cleo"]) {
    const network = await Network.to(server.port);
    const person = await meet(name, network);
    await person.open(`/d/${documentId}`);
    await person.goTo("start");
    hands.push({ person, network, devtools: await person.context.newCDPSession(person.page), isOnline: true });
  }
  const done: string[] = [];
  const sizes: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const hand = chance.pick(hands);
    if (chance.below(40) === 0) {
      if (hand.isOnline) await hand.network.cut();
      else await hand.network.restore();
      hand.isOnline = !hand.isOnline;
      done.push(`${hand.person.name} is ${hand.isOnline ? "on" : "off"}line`);
    }
    const length = (await hand.person.shownText()).length;
    if (length > LONG) {
      await hand.person.press("ControlOrMeta+a");
      await hand.person.press("Backspace");
    }
    done.push(`${hand.person.name}: ${await act(hand, chance)}`);
    const said = `seed ${SEED}, step ${step}, the last things done:\n${done.slice(-12).join("\n")}`;
    expect(await faults(hand.person), said).toEqual([]);
    if ((step + 1) % Math.ceil(STEPS / 4) === 0) {
      await hand.devtools.send("HeapProfiler.collectGarbage");
      const { nodes } = await hand.devtools.send("Memory.getDOMCounters");
      const { usedSize } = await hand.devtools.send("Runtime.getHeapUsage");
      sizes.push(usedSize);
      // A page keeps what it shows, the frame around it, and what the test holds on to.
      const kept = await hand.person.page.evaluate(() => document.querySelectorAll("*").length);
      expect(nodes, `${said}\n${kept} elements are on the page`).toBeLessThan(20 * kept + 10_000);
    }
  }
  console.log(`  the heap in megabytes over time: ${sizes.map((size) => (size / 1e6).toFixed(1)).join(", ")}`);
  for (const { network, isOnline } of hands) if (!isOnline) await network.restore();
  for (const { person } of hands) await person.seesSaved();
  const text = () => Promise.all(hands.map(({ person }) => person.delta()));
  await expect.poll(async () => new Set((await text()).map((delta) => JSON.stringify(delta))).size, { timeout: 30_000 }).toBe(1);
  for (const { person } of hands) expect(await faults(person)).toEqual([]);
  for (const { network } of hands) await network.dispose();
});
