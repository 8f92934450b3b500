// Finding and replacing: what is typed into the bar is found in the text, gone through, and replaced.

import type { Locator } from "@playwright/test";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const bar = (person: Person): Locator => person.page.getByRole("search");
const field = (person: Person): Locator => bar(person).getByRole("textbox", { name: "Find" });
const count = (person: Person): Locator => bar(person).locator(".find-count");

/** The texts that the page shows in a highlight, in the order of the document. */
function highlighted(person: Person, name: "found" | "found-current"): Promise<string[]> {
  return person.page.evaluate((name) => {
    const ranges = [...(CSS.highlights.get(name) ?? [])] as Range[];
    return ranges.map((range) => range.toString());
  }, name);
}

async function find(person: Person, text: string): Promise<void> {
  await person.press("ControlOrMeta+f");
  await field(person).fill(text);
}

test("what is found is counted, gone through with Enter, and selected in the text after Escape", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("One fish, two fish,\nred fish.");
  await ada.goTo("start");
  await find(ada, "fish");
  await expect(count(ada)).toHaveText("1 of 3");
  await expect.poll(() => highlighted(ada, "found-current")).toEqual(["fish"]);
  await expect.poll(() => highlighted(ada, "found")).toEqual(["fish", "fish"]);

  await ada.press("Enter");
  await expect(count(ada)).toHaveText("2 of 3");
  await ada.press("Enter");
  await expect(count(ada)).toHaveText("3 of 3");
  await ada.press("Enter");
  await expect(count(ada)).toHaveText("1 of 3");
  await ada.press("Shift+Enter");
  await expect(count(ada)).toHaveText("3 of 3");
  await ada.press("F3");
  await expect(count(ada)).toHaveText("1 of 3");

  await ada.press("Escape");
  await expect(bar(ada)).toBeHidden();
  await expect(ada.body).toBeFocused();
  await expect.poll(() => highlighted(ada, "found")).toEqual([]);
  await ada.page.keyboard.type("cat");
  await ada.sees("One cat, two fish,\nred fish.\n");
});

test("the bar opens with the word that is selected", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("again and again");
  await ada.press("Shift+ArrowLeft", 5);
  await ada.press("ControlOrMeta+f");
  await expect(field(ada)).toHaveValue("again");
  await expect(field(ada)).toBeFocused();
  await expect(count(ada)).toHaveText("2 of 2");
});

test("case, whole words and expressions count when they are asked for", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Art, art, cart 12 and 345");
  await find(ada, "art");
  await expect(count(ada)).toContainText("of 3");
  await ada.button("Match case").click();
  await expect(count(ada)).toContainText("of 2");
  await ada.button("Whole words").click();
  await expect(count(ada)).toHaveText("1 of 1");
  await ada.button("Match case").click();
  await ada.button("Whole words").click();
  await ada.button("Regular expression").click();
  await field(ada).fill("\\d+");
  await expect(count(ada)).toContainText("of 2");
  await field(ada).fill("(a");
  await expect(bar(ada)).toContainText("A parenthesis is not closed.");
  await expect(field(ada)).toHaveAttribute("aria-invalid", "true");
  await field(ada).fill("nowhere");
  await expect(count(ada)).toHaveText("Not found");
  await expect(bar(ada)).not.toContainText("parenthesis");
});

test("words are found across marks", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("un");
  await ada.press("ControlOrMeta+b");
  await ada.page.keyboard.type("believ");
  await ada.press("ControlOrMeta+b");
  await ada.page.keyboard.type("able");
  await find(ada, "unbelievable");
  await expect.poll(() => highlighted(ada, "found-current")).toEqual(["unbelievable"]);
});

test("one is replaced after the other, and the mark of what was there stays", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("ControlOrMeta+b");
  await ada.page.keyboard.type("cat");
  await ada.press("ControlOrMeta+b");
  await ada.page.keyboard.type(" and cat");
  await ada.goTo("start");
  await ada.press("ControlOrMeta+h");
  await field(ada).fill("cat");
  await expect(count(ada)).toHaveText("1 of 2");
  await bar(ada).getByRole("textbox", { name: "Replace with" }).fill("dog");
  await ada.press("Enter");
  await ada.holds([{ insert: "dog", attributes: { bold: true } }, { insert: " and cat\n" }]);
  await expect(count(ada)).toHaveText("1 of 1");
  await ada.press("Enter");
  await ada.holds([{ insert: "dog", attributes: { bold: true } }, { insert: " and dog\n" }]);
});

test("all are replaced at once, with the groups of the expression, and one undo takes that back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Lovelace, Ada\nHopper, Grace");
  await ada.press("ControlOrMeta+h");
  await ada.button("Regular expression").click();
  await field(ada).fill("(\\w+), (\\w+)");
  await bar(ada).getByRole("textbox", { name: "Replace with" }).fill("$2 $1");
  await ada.button("Replace all").click();
  await ada.sees("Ada Lovelace\nGrace Hopper\n");
  await expect(bar(ada)).toContainText("2 matches replaced");
  await ada.press("Escape");
  await ada.press("ControlOrMeta+z");
  await ada.sees("Lovelace, Ada\nHopper, Grace\n");
});

test("matches follow what others write", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("here, there");
  const ben = await meet("Ben");
  await ben.open(await ada.copyLink());
  await ben.sees("here, there\n");
  await ada.goTo("end");
  await find(ada, "here");
  await expect(count(ada)).toHaveText("1 of 2");
  await ada.press("Enter");
  await expect(count(ada)).toHaveText("2 of 2");

  await ben.goTo("start");
  await ben.page.keyboard.type("where? ");
  await ada.sees("where? here, there\n");
  await expect(count(ada)).toHaveText("3 of 3");
  await expect.poll(() => highlighted(ada, "found-current")).toEqual(["here"]);
  await ben.press("ControlOrMeta+a");
  await ben.press("Delete");
  await expect(count(ada)).toHaveText("Not found");
  await expect(field(ada)).toBeFocused();
});

test("a match far away is brought into view, and no more is drawn than is near", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const lines = Array.from({ length: 600 }, (_, line) => `line ${line} ${"word ".repeat(30)}`);
  await ada.page.evaluate((text) => navigator.clipboard.writeText(text), lines.join("\n"));
  await ada.body.focus();
  await ada.press("ControlOrMeta+v");
  await expect(ada.blocks).toHaveCount(600);
  await ada.goTo("start");
  await find(ada, "line 477");
  await expect(count(ada)).toHaveText("1 of 1");
  await expect(ada.blocks.nth(477)).toBeInViewport();
  await field(ada).fill("word");
  await expect(count(ada)).toContainText("of 18,000");
  await expect.poll(async () => (await highlighted(ada, "found")).length).toBeGreaterThan(10);
  expect((await highlighted(ada, "found")).length).toBeLessThan(9_000);
});
