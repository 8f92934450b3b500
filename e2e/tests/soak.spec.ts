// Three people at real browsers who do anything at all, each with stretches without a network. After every step every
// page is what would be drawn for its document, and has selected what the editor has; the memory of the pages does not grow
// with the steps; at the end there is one document.
//
// OCTAVO_SOAK says how many steps (two hundred by default; `cargo xtask soak` does tens of thousands), OCTAVO_SEED
// repeats a run that has failed.

import type { CDPSession } from "@playwright/test";
import { Network } from "../fixtures/network.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const STEPS = Number(process.env.OCTAVO_SOAK ?? 200);
const SEED = Number(process.env.OCTAVO_SEED ?? 1);
/** A document longer than this is cut down. */
const LONG = 4_000;
/** By so many megabytes the memory of a page that has been at it may be larger than three times that of one just opened. */
const ROOM = 24;

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
  ["text/plain", "long ".repeat(60)],
  ["text/plain", Array.from({ length: 90 }, (_, line) => `- ${line}`).join("\n")],
  ["text/html", "<ol>" + "<li>x".repeat(90) + "</ol>"],
  ["text/html", "<ul><li role=checkbox aria-checked=true>done<li role=checkbox>open</ul><pre>a\nb</pre><blockquote>q</blockquote>"],
  ["text/html", "<table><tr><td>a<td>b</table><img src=x onerror=alert(1)><p style='text-align:center'>x"],
] as const;

/** What is no text, as it comes from another document: lines, ends of pages, tables of contents, things of later versions. */
const EMBEDS = ["divider", "page-break", "toc", "later"].map((embed) => {
  const content = { ops: [{ insert: { image: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" }, attributes: { embed } }] };
  const json = JSON.stringify({ content, last_block: {} }).replaceAll('"', "&quot;");
  return ["text/html", `<div data-octavo-slice="${json}"></div>`] as const;
});

/** What is typed behind a slash, where a menu opens on it. */
const SLASHES = ["h1", "h3", "quote", "bul", "check", "num", "code", "div", "page", "no such thing"];
/** What is found, and what it is replaced by. */
const FOUND = ["word", "o", "e", "日本", "😀", " "];
const REPLACED = ["", "w", "two words", "語"];

/** Replaces all of something in the bar, and goes back to the text. */
async function replaceAll({ page }: Person, what: string, by: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+h");
  const bar = page.getByRole("search");
  await bar.getByRole("textbox", { name: "Find" }).fill(what);
  await bar.getByRole("textbox", { name: "Replace with" }).fill(by);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
}

/** Selects a word that is on the screen and drags it to another place there. False: there are no two places. */
async function drag({ body, page }: Person, chance: Chance): Promise<boolean> {
  const places = await body.evaluate((body) => {
    const rects = [...body.querySelectorAll(".run")].map((run) => run.getBoundingClientRect());
    const seen = rects.filter(({ width, top, bottom }) => width > 0 && top > 200 && bottom < innerHeight - 60);
    return seen.map(({ left, width, top, bottom }) => ({ x: left + width / 2, y: (top + bottom) / 2 }));
  });
  if (places.length < 2) return false;
  const [from, to] = [chance.pick(places), chance.pick(places)];
  const { mouse } = page;
  await mouse.dblclick(from.x, from.y);
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 2 });
  await mouse.move(to.x, to.y, { steps: 2 });
  await mouse.up();
  await expect(page.locator(".drop-mark")).toHaveCount(0);
  return true;
}

async function paste(person: Person, [type, content]: readonly [string, string]): Promise<void> {
  await person.body.evaluate(
    (body, [type, content]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData(type, content);
      body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [type, content] as const,
  );
}

/** One thing that somebody does. Answers with what it was, for the report of a failure. */
async function act({ person, devtools }: Hand, chance: Chance): Promise<string> {
  const { keyboard } = person.page;
  const press = async (keys: string): Promise<string> => {
    await keyboard.press(keys);
    return keys;
  };
  switch (chance.below(23)) {
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
      const content = chance.pick(PASTES);
      await paste(person, content);
      return `paste ${content[1].slice(0, 80)}`;
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
    case 13: {
      const index = chance.below(EMBEDS.length);
      await paste(person, EMBEDS[index] ?? PASTES[0]);
      return `put in embed ${index}`;
    }
    case 14:
      await press("ControlOrMeta+a");
      return `all of it: ${await press(chance.pick(CHORDS))}`;
    case 15: {
      // A program that corrects what is written, in the page itself.
      await person.body.evaluate((body, at) => {
        const runs = body.querySelectorAll(".run");
        const text = runs[at % Math.max(1, runs.length)]?.firstChild;
        if (text instanceof Text) text.insertData(at % 2 === 0 ? 0 : text.length, "e");
      }, chance.below(1_000));
      return "write into the page";
    }
    case 16: {
      const index = await person.body.evaluate((body, at) => {
        const boxes = [...body.querySelectorAll<HTMLElement>(".checkbox")];
        const index = at % Math.max(1, boxes.length);
        boxes[index]?.click();
        return boxes.length ? index : -1;
      }, chance.below(1_000));
      if (index < 0) return press("ControlOrMeta+Shift+9");
      return `tick box ${index}`;
    }
    case 17: {
      const [what, by] = [chance.pick(FOUND), chance.pick(REPLACED)];
      await replaceAll(person, what, by);
      return `replace all ${what} by ${by}`;
    }
    case 18:
      return (await drag(person, chance)) ? "drag a word" : press("Enter");
    case 19:
      // The format painter, over what is selected next.
      await press("ControlOrMeta+Alt+c");
      await press(`Shift+${chance.pick(MOVES)}`);
      return `copy the format, ${await press("ControlOrMeta+Alt+v")}`;
    case 20:
      await press(`Shift+${chance.pick(MOVES)}`);
      await press("ControlOrMeta+x");
      await press(chance.pick(MOVES));
      return `cut and ${await press("ControlOrMeta+v")}`;
    case 21: {
      const slash = chance.pick(SLASHES);
      await keyboard.type(chance.below(2) === 0 ? ` /${slash}` : `/${slash}`);
      return `/${slash} and ${await press(chance.pick(["Enter", "Escape"]))}`;
    }
    default: {
      // A click somewhere in the text.
      const index = await person.body.evaluate((body, at) => {
        const blocks = [...body.querySelectorAll("[data-b]")];
        const index = at % Math.max(1, blocks.length);
        const block = blocks[index];
        if (!block) return -1;
        block.scrollIntoView({ block: "center" });
        getSelection()?.collapse(block, 0);
        return index;
      }, chance.below(1_000));
      return `go to paragraph ${index}`;
    }
  }
}

interface Probe {
  faults(): string;
  selection(): string;
  shown_selection(): string;
  dom_text(): string;
  memory(): string;
}

/** Where a page is not the document, and how long its text is. */
async function look({ page }: Person): Promise<{ faults: string[]; length: number }> {
  return page.evaluate(() => {
    const probe = (window as unknown as { __octavo: Probe }).__octavo;
    return { faults: JSON.parse(probe.faults()) as string[], length: probe.dom_text().length };
  });
}

/** Waits until a page has selected what the editor has; where what is typed goes elsewhere there is nothing to compare. */
async function selects({ page }: Person, said: string): Promise<void> {
  const selections = (): Promise<readonly [string, string]> =>
    page.evaluate(() => {
      const probe = (window as unknown as { __octavo: Probe }).__octavo;
      const own = probe.selection();
      return [probe.shown_selection() || own, own] as const;
    });
  // What the browser has done is heard of with its next event.
  await expect.poll(async () => new Set(await selections()).size, { message: `the selection, ${said}` }).toBe(1);
}

/** What a page uses, in megabytes: of its own memory, and of the browser's for its scripts; and its nodes. */
async function usage({ person, devtools }: Hand): Promise<{ wasm: number; heap: number; nodes: number; kept: number }> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { nodes } = await devtools.send("Memory.getDOMCounters");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const [memory, kept] = await person.page.evaluate(() => {
    const probe = (window as unknown as { __octavo: Probe }).__octavo;
    return [probe.memory(), document.querySelectorAll("*").length] as const;
  });
  return { wasm: Number(memory) / 1e6, heap: usedSize / 1e6, nodes, kept };
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
  const said = (step: number): string => `seed ${SEED}, step ${step}, the last things done:\n${done.slice(-20).join("\n")}`;
  const used: Awaited<ReturnType<typeof usage>>[] = [];
  for (let step = 0; step < STEPS; step++) {
    const hand = chance.pick(hands);
    if (chance.below(40) === 0) {
      if (hand.isOnline) await hand.network.cut();
      else await hand.network.restore();
      hand.isOnline = !hand.isOnline;
      done.push(`${hand.person.name} is ${hand.isOnline ? "on" : "off"}line`);
    }
    done.push(`${hand.person.name}: ${await act(hand, chance)}`);
    const seen = await Promise.all(hands.map(({ person }) => look(person)));
    for (const [index, { faults }] of seen.entries()) expect(faults, `${hands[index]?.person.name}, ${said(step)}`).toEqual([]);
    for (const { person } of hands) await selects(person, `${person.name}, ${said(step)}`);
    if ((seen[hands.indexOf(hand)]?.length ?? 0) > LONG) {
      await hand.person.press("ControlOrMeta+a");
      await hand.person.press("Backspace");
    }
    if ((step + 1) % Math.ceil(STEPS / 10) === 0) {
      const now = await usage(hand);
      used.push(now);
      console.log(`  step ${step + 1}, ${hand.person.name}: ${now.wasm.toFixed(1)} MB of memory, ${now.heap.toFixed(1)} MB of heap, ${now.nodes} nodes`);
      // A page keeps what it shows, the frame around it, and what the test holds on to.
      expect(now.nodes, `${said(step)}\n${now.kept} elements are on the page`).toBeLessThan(20 * now.kept + 10_000);
    }
  }
  // The scripts' heap does not grow with what was done. The document does: what was deleted leaves its places behind.
  const [first, last] = [used[1], used.at(-1)];
  if (first && last) expect(last.heap, JSON.stringify(used)).toBeLessThan(1.5 * first.heap + 10);
  for (const { network, isOnline } of hands) if (!isOnline) await network.restore();
  for (const { person } of hands) await person.seesSaved();
  const text = () => Promise.all(hands.map(({ person }) => person.delta()));
  await expect.poll(async () => new Set((await text()).map((delta) => JSON.stringify(delta))).size, { timeout: 30_000 }).toBe(1);
  for (const { person } of hands) expect((await look(person)).faults).toEqual([]);
  // The memory that the app has taken is never given back. What has just opened the document is what it takes to have it.
  for (const hand of hands) {
    const lived = await usage(hand);
    await hand.person.page.reload();
    await hand.person.canWrite();
    await expect.poll(async () => JSON.stringify(await hand.person.delta())).toBe(JSON.stringify((await text())[0]));
    const fresh = await usage(hand);
    console.log(`  ${hand.person.name}: ${lived.wasm.toFixed(1)} MB of memory, ${fresh.wasm.toFixed(1)} MB when just opened`);
    expect(lived.wasm).toBeLessThan(3 * fresh.wasm + ROOM);
  }
  for (const { network } of hands) await network.dispose();
});
