// An input method, by which most of the world writes: the browser shows letters that are not chosen yet. What others do
// in the meantime must neither end that nor wait for it.

import type { CDPSession } from "@playwright/test";
import type { Insert } from "../fixtures/peer.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { two } from "../fixtures/two.ts";

/** An input method at a person's keyboard. */
class InputMethod {
  private constructor(
    private readonly person: Person,
    private readonly devtools: CDPSession,
  ) {}

  static async of(person: Person): Promise<InputMethod> {
    await person.page.evaluate(() => {
      (window as unknown as { ended: number }).ended = 0;
      document.addEventListener("compositionend", () => (window as unknown as { ended: number }).ended++);
    });
    return new InputMethod(person, await person.context.newCDPSession(person.page));
  }

  /** Shows `text` as being composed, as an input method does at each key. */
  async compose(...steps: string[]): Promise<void> {
    for (const text of steps) {
      await this.devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    }
  }

  /** Chooses `text` for what is composed. */
  async choose(text: string): Promise<void> {
    await this.devtools.send("Input.insertText", { text });
  }

  /** How many compositions have ended. */
  ended(): Promise<number> {
    return this.person.page.evaluate(() => (window as unknown as { ended: number }).ended);
  }
}

test("what an input method composes is written once, and undone at once", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("in ");
  const method = await InputMethod.of(ada);
  await method.compose("に", "にほ", "にほん");
  await expect(ada.body).toHaveText("in にほん");
  await method.choose("日本");
  await ada.sees("in 日本\n");
  await ada.holds([{ insert: "in 日本\n" }]);

  await ada.page.keyboard.type("!");
  await ada.sees("in 日本!\n");
  await ada.press("ControlOrMeta+z", 2);
  await ada.sees("in \n");
});

for (const { where, text, left, after } of [
  { where: "the start", text: "abcd", left: 4, after: "日abcd\n" },
  { where: "the middle", text: "abcd", left: 2, after: "ab日cd\n" },
  { where: "the end", text: "abcd", left: 0, after: "abcd日\n" },
  { where: "an empty paragraph", text: "", left: 0, after: "日\n" },
  { where: "an empty paragraph between others", text: "a\n\nb", left: 2, after: "a\n日\nb\n" },
]) {
  test(`an input method writes at ${where}, and one undo takes it back`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await ada.write(text);
    await ada.press("ArrowLeft", left);
    const method = await InputMethod.of(ada);
    await method.compose("に", "にち");
    await method.choose("日");
    await ada.sees(after);
    await ada.press("ControlOrMeta+z");
    await ada.sees(`${text}\n`);
  });
}

/** What Ben may do while Ada composes か behind "one two", in a document of three paragraphs. */
const meanwhile: { name: string; ben: (ben: Person) => Promise<void>; shown: string[]; after: string }[] = [
  {
    name: "writes before it",
    ben: async (ben) => {
      await ben.press("Home");
      await ben.page.keyboard.type("Ben: ");
    },
    shown: ["above", "Ben: one twoか three", "below"],
    after: "above\nBen: one two漢 three\nbelow\n",
  },
  {
    name: "writes behind it",
    ben: async (ben) => {
      await ben.press("End");
      await ben.page.keyboard.type(" four");
    },
    shown: ["above", "one twoか three four", "below"],
    after: "above\none two漢 three four\nbelow\n",
  },
  {
    name: "writes in another paragraph",
    ben: (ben) => ben.write("!"),
    shown: ["above", "one twoか three", "below!"],
    after: "above\none two漢 three\nbelow!\n",
  },
  {
    name: "splits the paragraph before it",
    ben: async (ben) => {
      await ben.press("Home");
      await ben.press("ArrowRight", 3);
      await ben.press("Enter");
    },
    shown: ["above", "one", " twoか three", "below"],
    after: "above\none\n two漢 three\nbelow\n",
  },
  {
    name: "splits the paragraph behind it",
    ben: async (ben) => {
      await ben.press("End");
      await ben.press("ArrowLeft", 5);
      await ben.press("Enter");
    },
    shown: ["above", "one twoか ", "three", "below"],
    after: "above\none two漢 \nthree\nbelow\n",
  },
  {
    name: "joins the paragraph with the one above",
    ben: async (ben) => {
      await ben.press("Home");
      await ben.press("Backspace");
    },
    shown: ["aboveone twoか three", "below"],
    after: "aboveone two漢 three\nbelow\n",
  },
  {
    name: "joins the paragraph with the one below",
    ben: async (ben) => {
      await ben.press("End");
      await ben.press("Delete");
    },
    shown: ["above", "one twoか threebelow"],
    after: "above\none two漢 threebelow\n",
  },
  {
    name: "deletes the words around it",
    ben: async (ben) => {
      await ben.press("Home");
      await ben.press("ArrowRight", 4);
      await ben.press("Shift+End");
      await ben.press("Delete");
    },
    shown: ["above", "one か", "below"],
    after: "above\none 漢\nbelow\n",
  },
  {
    name: "deletes the paragraph with its neighbours' ends",
    ben: async (ben) => {
      await ben.goTo("start");
      await ben.press("ArrowRight", 2);
      await ben.press("Shift+ArrowDown");
      await ben.press("Shift+ArrowDown");
      await ben.press("Delete");
    },
    shown: ["abかlow"],
    after: "ab漢low\n",
  },
  {
    name: "writes paragraphs above it",
    ben: async (ben) => {
      await ben.goTo("start");
      await ben.page.keyboard.type("x\ny\n");
    },
    shown: ["x", "y", "above", "one twoか three", "below"],
    after: "x\ny\nabove\none two漢 three\nbelow\n",
  },
];

for (const { name, ben: does, shown, after } of meanwhile) {
  test(`a composition goes on while somebody else ${name}`, async ({ meet }) => {
    const [ada, ben] = await two(meet, "above\none two three\nbelow");
    await ada.goTo("start");
    await ada.press("ArrowDown");
    await ada.press("Home");
    await ada.press("ArrowRight", 7);
    await ben.goTo("start");
    await ben.press("ArrowDown");
    const method = await InputMethod.of(ada);
    await method.compose("k", "か");
    await does(ben);
    await expect(ada.blocks).toHaveText(shown);
    expect(await method.ended()).toBe(0);

    await method.compose("かn", "かん");
    await method.choose("漢");
    await ada.sees(after);
    await ben.sees(after);
    await ada.page.keyboard.type("字");
    await ada.sees(after.replace("漢", "漢字"));
  });
}

for (const { name, chord, attribute, looks } of [
  { name: "bold", chord: "ControlOrMeta+b", attribute: { bold: true }, looks: ".run.bold" },
  { name: "italic", chord: "ControlOrMeta+i", attribute: { italic: true }, looks: ".run.italic" },
]) {
  test(`a composition goes on while somebody else makes the paragraph ${name}, and takes part`, async ({ meet }) => {
    const [ada, ben] = await two(meet, "one two");
    await ada.press("ArrowLeft", 4);
    const method = await InputMethod.of(ada);
    await method.compose("か");
    await ben.press("ControlOrMeta+a");
    await ben.press(chord);
    await expect(ada.body.locator(looks)).toHaveText("oneか two");
    expect(await method.ended()).toBe(0);
    await method.compose("かん");
    await method.choose("漢");
    await ben.sees("one漢 two\n");
    await ben.holds([{ insert: "one漢 two", attributes: attribute }, { insert: "\n" }]);
  });
}

test("a composition goes on while somebody else makes a part of the paragraph bold", async ({ meet }) => {
  const [ada, ben] = await two(meet, "one two three");
  await ada.press("ArrowLeft", 6);
  const method = await InputMethod.of(ada);
  await method.compose("か");
  await ben.goTo("start");
  await ben.press("Shift+ArrowRight", 3);
  await ben.press("ControlOrMeta+b");
  await expect(ada.body.locator(".run.bold")).toHaveText("one");
  await expect(ada.body).toHaveText("one twoか three");
  expect(await method.ended()).toBe(0);
  await method.choose("火");
  await ada.holds([{ insert: "one", attributes: { bold: true } }, { insert: " two火 three\n" }]);
});

test("a composition goes on while somebody else makes the paragraph a heading or an item", async ({ meet }) => {
  const [ada, ben] = await two(meet, "one two");
  const method = await InputMethod.of(ada);
  await method.compose("か");
  await ben.press("ControlOrMeta+Shift+8");
  await ben.press("ControlOrMeta+Alt+2");
  await ben.page.keyboard.type("!");
  await expect(ada.body).toHaveText("one twoか!");
  expect(await method.ended()).toBe(0);
  await method.choose("火");
  await ada.sees("one two火!\n");
  await ben.sees("one two火!\n");
  await expect(ada.body.getByRole("heading", { level: 2 })).toHaveText("one two火!");
});

test("what somebody else writes into letters that are composed anew is there at the end", async ({ meet }) => {
  const [ada, ben] = await two(meet, "one two");
  await ada.press("Shift+ArrowLeft", 3);
  const method = await InputMethod.of(ada);
  await method.compose("か");
  await ben.goTo("end");
  await ben.press("ArrowLeft");
  await ben.page.keyboard.type("B");
  await ben.seesSaved();
  await method.choose("火");
  await expect.poll(async () => (await ada.delta()).map((run) => run.insert).join("")).toMatch(/one (火B|B火)\n/);
  await expect.poll(() => ben.shownText()).toBe(await ada.shownText());
});

test("text that is composed anew while somebody deletes its line is there once, where the line was", async ({ meet }) => {
  const [ada, ben] = await two(meet, "above\none two\nbelow");
  await ada.press("ArrowUp");
  await ada.press("End");
  await ada.press("Shift+ArrowLeft", 3);
  const method = await InputMethod.of(ada);
  await method.compose("か");
  await expect(ada.blocks.nth(1)).toHaveText("one か");
  await ben.press("ArrowUp");
  await ben.press("End");
  await ben.press("Shift+Home");
  await ben.press("Backspace");
  await ben.write("!");
  await expect(ada.blocks.last()).toHaveText("below!");
  expect(await method.ended()).toBe(0);
  await method.choose("火");
  await ada.sees("above\n火\nbelow!\n");
  await ben.sees("above\n火\nbelow!\n");
});

test("carets of others come next to a composition without a stir", async ({ meet }) => {
  const [ada, ben] = await two(meet, "one two");
  const method = await InputMethod.of(ada);
  await method.compose("か");
  await ben.goTo("end");
  await expect(ada.caretOf("Ben")).toBeVisible();
  await ben.press("ArrowLeft", 2);
  expect(await method.ended()).toBe(0);
  await method.choose("火");
  await ada.sees("one two火\n");
});

test("what is composed for long reaches the others before it is done, and is one undo", async ({ meet }) => {
  const [ada, ben] = await two(meet, "one ");
  const method = await InputMethod.of(ada);
  await method.compose("ni");
  await ben.sees("one ni\n");
  await ben.goTo("start");
  await ben.page.keyboard.type("B: ");
  await expect(ada.body).toHaveText("B: one ni");
  await method.compose("niho");
  await ben.sees("B: one niho\n");
  expect(await method.ended()).toBe(0);
  await method.choose("日本");
  await ada.sees("B: one 日本\n");
  await ben.sees("B: one 日本\n");
  await ada.press("ControlOrMeta+z");
  await ada.sees("B: one \n");
});

test("a composition that is given up leaves nothing", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("left");
  const method = await InputMethod.of(ada);
  await method.compose("ni", "");
  await ada.page.keyboard.type(" alone");
  await ada.sees("left alone\n");
});

test("a composition over selected text takes its place, with its marks", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("ControlOrMeta+b");
  await ada.page.keyboard.type("old");
  await ada.press("Shift+ArrowLeft", 3);
  const method = await InputMethod.of(ada);
  await method.compose("に");
  await method.choose("日");
  await ada.sees("日\n");
  await ada.holds([{ insert: "日", attributes: { bold: true } }, { insert: "\n" }]);
});

test("a composition over several paragraphs takes their place, and one undo brings them back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\ntwo\nthree");
  await ada.press("ArrowLeft", 3);
  await ada.press("Shift+ArrowUp");
  await ada.press("Shift+ArrowUp");
  const method = await InputMethod.of(ada);
  await method.compose("に", "にち");
  await method.choose("日");
  await ada.sees("on日ree\n");
  await ada.press("ControlOrMeta+z");
  await ada.sees("one\ntwo\nthree\n");
});

test("a composition with a mark that was chosen for it has the mark from its first letter", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("plain ");
  await ada.press("ControlOrMeta+b");
  const method = await InputMethod.of(ada);
  await method.compose("k", "か");
  await expect(ada.marked("bold")).toHaveText("\u200bか");
  expect(await method.ended()).toBe(0);
  await method.choose("火");
  await ada.holds([{ insert: "plain " }, { insert: "火", attributes: { bold: true } }, { insert: "\n" }]);
  await expect(ada.marked("bold")).toHaveText("火");
});

test("leaving the text ends a composition, once", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("in ");
  const method = await InputMethod.of(ada);
  await method.compose("にち");
  await ada.title.focus();
  await ada.sees("in にち\n");
  await ada.goTo("end");
  await ada.page.keyboard.type(".");
  await ada.sees("in にち.\n");
});

test("nothing is made of what is composed until it is chosen", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const method = await InputMethod.of(ada);
  await method.compose("-", "- ");
  await expect(ada.body).toHaveText("- ");
  expect(await method.ended()).toBe(0);
  await expect(ada.body.locator("[data-list]")).toHaveCount(0);
  await method.choose("- に");
  await ada.sees("- に\n");
});

/** Where there is no plain text to compose in. */
const corners: { name: string; before: (ada: Person) => Promise<void>; after: string; delta?: Insert[] }[] = [
  {
    name: "behind a picture",
    before: async (ada) => {
      await pasteHtml(ada, '<img src="https://example.org/dot.png">', "\ufffc");
    },
    after: "\ufffc日\n",
  },
  {
    name: "before a picture",
    before: async (ada) => {
      await pasteHtml(ada, '<img src="https://example.org/dot.png">', "\ufffc");
      await ada.press("ArrowLeft");
      await expect.poll(() => ada.selection()).toEqual([0, 0]);
    },
    after: "日\ufffc\n",
  },
  {
    name: "between two pictures",
    before: async (ada) => {
      await pasteHtml(ada, '<img src="https://example.org/a.png"><img src="https://example.org/b.png">', "\ufffc\ufffc");
      await ada.press("ArrowLeft");
      await expect.poll(() => ada.selection()).toEqual([1, 1]);
    },
    after: "\ufffc日\ufffc\n",
  },
  {
    name: "below a divider",
    before: async (ada) => {
      await ada.page.keyboard.type("---\n");
    },
    after: "\ufffc\n日\n",
  },
  {
    name: "right behind a divider",
    before: async (ada) => {
      await ada.page.keyboard.type("---\n");
      await ada.press("ArrowLeft");
    },
    after: "\ufffc\n日\n\n",
  },
  {
    name: "at the end of a link",
    before: async (ada) => {
      await pasteHtml(ada, '<a href="https://example.org/">link</a>', "link");
    },
    after: "link日\n",
    delta: [{ insert: "link", attributes: { link: "https://example.org/" } }, { insert: "日\n" }],
  },
  {
    name: "in an empty item of a list",
    before: async (ada) => {
      await ada.page.keyboard.type("* one\n");
    },
    after: "one\n日\n",
  },
];

/** Pastes HTML into an empty document, and waits for its text, with the caret behind it: what reads HTML comes later. */
async function pasteHtml(person: Person, html: string, text: string): Promise<void> {
  await person.body.evaluate((host, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, html);
  await person.sees(`${text}\n`);
  await expect.poll(() => person.selection()).toEqual([text.length, text.length]);
}

for (const { name, before, after, delta } of corners) {
  test(`one can compose ${name}, and one undo takes it back`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await before(ada);
    const text = await ada.shownText();
    const method = await InputMethod.of(ada);
    await method.compose("n", "に", "にち");
    expect(await method.ended()).toBe(0);
    await method.choose("日");
    await ada.sees(after);
    if (delta) await ada.holds(delta);
    await ada.press("ControlOrMeta+z");
    await ada.sees(text);
  });
}
