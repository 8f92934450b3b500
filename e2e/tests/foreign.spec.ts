// What the browser or somebody else writes into the page without asking. The logs follow what is known of phones'
// keyboards and are played in Chromium under a phone's name, not on one: each event is dispatched, and then the page is
// changed as the keyboard changes it, whatever we said.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const PIXEL = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

/** One event of a log. */
interface Step {
  /** The input type. */
  type: string;
  data?: string;
  /** Takes so many characters before the caret away first. */
  takes?: number;
  /** Whether the keyboard heeds it when the event is cancelled. */
  heeds?: boolean;
  /** How many `input` events follow. */
  inputs?: number;
  /** Whether the event says that it can be cancelled. */
  cancelable?: boolean;
}

/** Opens a new document on a device. */
async function onDevice(person: Person, userAgent: string): Promise<void> {
  const devtools = await person.context.newCDPSession(person.page);
  await devtools.send("Emulation.setUserAgentOverride", { userAgent });
  await person.startDocument();
}

async function replay(person: Person, ...log: Step[]): Promise<void> {
  for (const step of log) {
    await person.page.evaluate(async (step) => {
      const host = document.activeElement;
      const selection = getSelection();
      if (!host || !selection) throw new Error("nothing has the focus");
      const before = selection.getRangeAt(0).cloneRange();
      for (let taken = 0; taken < (step.takes ?? 0); taken++) selection.modify("extend", "backward", "character");
      const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
      const target = new StaticRange({ startContainer, startOffset, endContainer, endOffset });
      const event = new InputEvent("beforeinput", {
        inputType: step.type,
        data: step.data ?? null,
        bubbles: true,
        cancelable: step.cancelable ?? true,
        targetRanges: [target],
      });
      selection.removeAllRanges();
      selection.addRange(before);
      host.dispatchEvent(event);
      if (event.defaultPrevented && step.heeds) return;
      for (let taken = 0; taken < (step.takes ?? 0); taken++) selection.modify("extend", "backward", "character");
      if (step.type.startsWith("delete")) document.execCommand("delete");
      else if (step.type === "insertParagraph") document.execCommand("insertParagraph");
      else document.execCommand("insertText", false, step.data ?? "");
      for (let more = 1; more < (step.inputs ?? 1); more++) {
        host.dispatchEvent(new InputEvent("input", { inputType: step.type, data: step.data ?? null, bubbles: true }));
      }
    }, step);
  }
}

test.describe("on Android", () => {
  test("a chosen suggestion, which is a deletion that cannot be stopped and a text, comes in once", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("say helo");
    await replay(ada, { type: "deleteContentBackward", takes: 4 }, { type: "insertText", data: "hello " });
    await ada.sees("say hello \n");
    await ada.page.keyboard.type("you");
    await ada.sees("say hello you\n");
  });

  test("Backspace held down takes one character after the other", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("one two");
    await replay(ada, ...Array.from({ length: 5 }, () => ({ type: "deleteContentBackward" })));
    await ada.sees("on\n");
  });

  test("two spaces become a period", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("one ");
    await replay(ada, { type: "deleteContentBackward" }, { type: "insertText", data: ". " });
    await ada.page.keyboard.type("Two");
    await ada.sees("one. Two\n");
  });

  test("a word that is deleted at once goes, and nothing else", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("one two three");
    await ada.press("ArrowLeft", 6);
    await replay(ada, { type: "deleteContentBackward", takes: 3 });
    await ada.sees("one  three\n");
    await ada.page.keyboard.type("2");
    await ada.sees("one 2 three\n");
  });

  test("Enter that the keyboard does itself splits the paragraph", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("onetwo");
    await ada.press("ArrowLeft", 3);
    await replay(ada, { type: "insertParagraph", cancelable: false });
    await ada.sees("one\ntwo\n");
    await expect(ada.blocks).toHaveText(["one", "two"]);
    await ada.page.keyboard.type("+");
    await ada.sees("one\n+two\n");
  });

  test("Enter at the end of a heading leads out of it, whoever does it", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("Title");
    await ada.press("ControlOrMeta+Alt+1");
    await replay(ada, { type: "insertParagraph", cancelable: false }, { type: "insertText", data: "t" });
    await ada.holds([{ insert: "Title" }, { insert: "\n", attributes: { header: 1 } }, { insert: "t\n" }]);
  });

  test("Backspace that the keyboard does itself joins the paragraphs", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("zero\none\ntwo");
    await ada.press("ArrowLeft", 3);
    await replay(ada, { type: "deleteContentBackward" });
    await ada.sees("zero\nonetwo\n");
    await expect(ada.blocks).toHaveText(["zero", "onetwo"]);
    await ada.page.keyboard.type("+");
    await ada.sees("zero\none+two\n");
  });

  test("what is composed goes to the others key by key, and Enter within it splits", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    const ben = await meet("Ben");
    await ada.write("in ");
    await ben.open(ada.page.url());
    const devtools = await ada.context.newCDPSession(ada.page);
    for (const text of ["w", "wo", "wor"]) {
      await devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
      await ben.sees(`in ${text}\n`);
    }
    await replay(ada, { type: "insertParagraph", cancelable: false });
    await ada.sees("in wor\n\n");
    await ada.page.keyboard.type("d");
    await ben.sees("in wor\nd\n");
    await ada.sees("in wor\nd\n");
  });

  test("a key of which only the going down is told works all the same", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, PIXEL);
    await ada.write("one");
    await ada.body.evaluate((host) =>
      host.dispatchEvent(new KeyboardEvent("keydown", { key: "Backspace", keyCode: 229, bubbles: true, cancelable: true })),
    );
    await ada.sees("on\n");
  });
});

test.describe("on an iPhone", () => {
  test("Korean, whose keys take a syllable back and write another, is written right", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, IPHONE);
    await ada.write("in ");
    await replay(
      ada,
      { type: "insertText", data: "ㅎ", heeds: true },
      { type: "deleteContentBackward", takes: 1, heeds: true },
      { type: "insertText", data: "하", heeds: true },
      { type: "deleteContentBackward", takes: 1, heeds: true },
      { type: "insertText", data: "한", heeds: true },
    );
    await ada.sees("in 한\n");
  });

  test("what is dictated comes in once, however often it is told", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, IPHONE);
    await ada.write("Dear ");
    await replay(ada, { type: "insertText", data: "Ben", cancelable: false, inputs: 3 });
    await ada.sees("Dear Ben\n");
    await replay(ada, { type: "insertReplacementText", data: "Benjamin", takes: 3, cancelable: false, inputs: 2 });
    await ada.sees("Dear Benjamin\n");
  });

  test("letters that are taken off the page and put back before the next frame are no change", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, IPHONE);
    await ada.press("ControlOrMeta+b");
    await ada.page.keyboard.type("one two");
    await ada.body.evaluate(async (host) => {
      const text = host.querySelector(".run")?.firstChild as Text;
      text.deleteData(4, 3);
      await Promise.resolve();
      text.insertData(4, "two");
    });
    await ada.page.keyboard.type("!");
    await ada.sees("one two!\n");
    await ada.press("ControlOrMeta+z");
    await expect(ada.body).not.toContainText("!");
    expect(["\n", "one two\n"]).toContain(await ada.shownText());
  });

  test("Korean letters that a keyboard takes back and writes anew come in once", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, IPHONE);
    await ada.write("말 ");
    await replay(
      ada,
      { type: "insertText", data: "ㄱ", heeds: true },
      { type: "deleteContentBackward", takes: 1, heeds: true },
      { type: "insertText", data: "가", heeds: true },
      { type: "insertText", data: "ㄴ", heeds: true },
      { type: "deleteContentBackward", takes: 2, heeds: true },
      { type: "insertText", data: "간", heeds: true },
    );
    await ada.sees("말 간\n");
  });

  test("the key that chooses a composition does nothing else, and the next one does", async ({ meet }) => {
    const ada = await meet("Ada");
    await onDevice(ada, IPHONE);
    await ada.write("in ");
    const devtools = await ada.context.newCDPSession(ada.page);
    await devtools.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
    await devtools.send("Input.insertText", { text: "日" });
    // Tab is ours to do something about as soon as it goes down; Enter would only be asked for later.
    const isTaken = (keyCode: number): Promise<boolean> =>
      ada.body.evaluate(
        (host, keyCode) => !host.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", keyCode, bubbles: true, cancelable: true })),
        keyCode,
      );
    expect(await isTaken(229)).toBe(false);
    expect(await isTaken(9)).toBe(false);
    await ada.sees("in 日\n");
    expect(await isTaken(9)).toBe(true);
    await ada.sees("in 日\t\n");
  });
});

test("a correction of the spelling takes the word's place, with its marks", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one ");
  await ada.press("ControlOrMeta+b");
  await ada.page.keyboard.type("tow");
  await ada.press("ControlOrMeta+b");
  await ada.page.keyboard.type(" three");
  await ada.body.evaluate((host) => {
    const word = host.querySelector(".run.bold")?.firstChild;
    if (!word) throw new Error("there is no bold word");
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", "two");
    const target = new StaticRange({ startContainer: word, startOffset: 0, endContainer: word, endOffset: 3 });
    const init = { inputType: "insertReplacementText", data: null, dataTransfer, targetRanges: [target], bubbles: true, cancelable: true };
    host.dispatchEvent(new InputEvent("beforeinput", init));
  });
  await ada.holds([{ insert: "one " }, { insert: "two", attributes: { bold: true } }, { insert: " three\n" }]);
});

test("a correction of a word of several looks takes that of its first letter, and the text beside it stays", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("a t");
  await ada.press("ControlOrMeta+i");
  await ada.page.keyboard.type("eh");
  await ada.press("ControlOrMeta+i");
  await ada.page.keyboard.type(" b");
  await ada.body.evaluate((host) => {
    const text = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
    const first = text.nextNode();
    const second = text.nextNode();
    if (!first || !second) throw new Error("the word is not of two runs");
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", "the");
    const target = new StaticRange({ startContainer: first, startOffset: 2, endContainer: second, endOffset: 2 });
    const init = { inputType: "insertReplacementText", data: null, dataTransfer, targetRanges: [target], bubbles: true, cancelable: true };
    host.dispatchEvent(new InputEvent("beforeinput", init));
  });
  await ada.holds([{ insert: "a the b\n" }]);
  await ada.press("ControlOrMeta+z");
  await ada.holds([{ insert: "a t" }, { insert: "eh", attributes: { italic: true } }, { insert: " b\n" }]);
});

test("an extension that types does so where the caret is", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one three");
  await ada.press("ArrowLeft", 5);
  await ada.page.evaluate(() => document.execCommand("insertText", false, "two "));
  await ada.sees("one two three\n");
  await ada.page.keyboard.type("& ");
  await ada.sees("one two & three\n");
});

/** What extensions do to a page that holds "one two" and a second paragraph, and the text that is meant by it. */
const meddling: { name: string; meddle: (host: Element) => void; text: string }[] = [
  {
    name: "wraps a word",
    meddle: (host) => {
      const text = host.querySelector(".run")?.firstChild as Text;
      const word = document.createElement("grammarly-mark");
      word.append(text.splitText(4));
      text.after(word);
    },
    text: "one two\nsecond\n",
  },
  {
    name: "replaces a word",
    meddle: (host) => {
      const text = host.querySelector(".run")?.firstChild as Text;
      text.data = "one too";
    },
    text: "one too\nsecond\n",
  },
  {
    name: "wraps and translates",
    meddle: (host) => {
      const run = host.querySelector(".run") as Element;
      const font = document.createElement("font");
      font.append(Object.assign(document.createElement("font"), { textContent: "eins zwei" }));
      run.firstChild?.replaceWith(font);
    },
    text: "eins zwei\nsecond\n",
  },
  {
    name: "puts something of its own between the paragraphs",
    meddle: (host) => {
      const button = Object.assign(document.createElement("div"), { textContent: "Rate this!" });
      host.querySelector("[data-b]")?.after(button);
    },
    text: "one two\nsecond\n",
  },
  {
    name: "takes a paragraph off the page",
    meddle: (host) => host.querySelector("[data-b]")?.remove(),
    text: "one two\nsecond\n",
  },
  {
    name: "takes everything off the page",
    meddle: (host) => host.replaceChildren(),
    text: "one two\nsecond\n",
  },
];

for (const { name, meddle, text } of meddling) {
  test(`an extension that ${name} does the document no harm`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await ada.write("one two\nsecond");
    await ada.body.evaluate(meddle);
    await ada.sees(text);
    await expect(ada.blocks).toHaveText(text.trimEnd().split("\n"));
    await expect(ada.body.locator("font, grammarly-mark")).toHaveCount(0);
    await ada.write("!");
    await ada.sees(`${text.trimEnd()}!\n`);
  });
}

/** Types a half of a character of two code units, as some keyboards send one. */
async function typesHalf(person: Person, data: string): Promise<void> {
  await person.body.evaluate((host, unit) => {
    const event = { inputType: "insertText", data: String.fromCharCode(unit), bubbles: true, cancelable: true };
    host.dispatchEvent(new InputEvent("beforeinput", event));
  }, data.charCodeAt(0));
}

test("a character that comes in halves is one, and a half that stays alone is nothing", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("a");
  await typesHalf(ada, "\ud83d");
  await ada.sees("a\n");
  await typesHalf(ada, "\ude00");
  await ada.sees("a😀\n");
  await typesHalf(ada, "\ud83d");
  await ada.page.keyboard.type("b");
  await typesHalf(ada, "\ude00");
  await ada.sees("a😀b\n");
  await ada.press("Backspace", 2);
  await ada.sees("a\n");
});

test("halves of a character that are written into the page come in when both are there", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  const inserts = (unit: number): Promise<void> =>
    ada.body.evaluate(async (host, unit) => {
      const text = host.querySelector(".run")?.firstChild as Text;
      text.insertData(text.length, String.fromCharCode(unit));
      await new Promise((drawn) => requestAnimationFrame(drawn));
    }, unit);
  await inserts(0xd83d);
  await ada.holds([{ insert: "word\n" }]);
  await inserts(0xde00);
  await ada.holds([{ insert: "word😀\n" }]);
});
