// One person writes. Each test says what the page shows of it, and what the document holds.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

test("what is typed stands in paragraphs", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("First.\nSecond.");

  await ada.sees("First.\nSecond.\n");
  await expect(ada.blocks).toHaveText(["First.", "Second."]);
  await ada.holds([{ insert: "First.\nSecond.\n" }]);
  await ada.seesSaved();
});

test("a new document can be written in at once, without a click", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await expect(ada.body).toBeFocused();
  await ada.page.keyboard.type("At once");
  await ada.sees("At once\n");
});

test("Enter splits a paragraph where the caret is, and Backspace joins it again", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("onetwo");
  await ada.press("ArrowLeft", 3);
  await ada.press("Enter");
  await ada.sees("one\ntwo\n");
  await ada.press("Backspace");
  await ada.sees("onetwo\n");
  await ada.page.keyboard.type("+");
  await ada.sees("one+two\n");
});

test("a paragraph becomes a heading and plain again", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Chapter");
  for (const level of [1, 2, 3]) {
    await ada.chooseStyle(`Heading ${level}`);
    await expect(ada.body.getByRole("heading", { level, name: "Chapter" })).toBeVisible();
    await ada.holds([{ insert: "Chapter" }, { insert: "\n", attributes: { header: level } }]);
    await expect(ada.button("Paragraph style")).toHaveText(`Heading ${level}`);
  }
  await ada.chooseStyle("Normal text");
  await expect(ada.body.getByRole("heading")).toHaveCount(0);
  await ada.holds([{ insert: "Chapter\n" }]);
});

test("what follows a heading is plain", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.chooseStyle("Heading 1");
  await ada.page.keyboard.type("Title\nText");
  await ada.holds([{ insert: "Title" }, { insert: "\n", attributes: { header: 1 } }, { insert: "Text\n" }]);
});

for (const { name, mark, chord } of [
  { name: "Bold", mark: "bold", chord: "ControlOrMeta+b" },
  { name: "Italic", mark: "italic", chord: "ControlOrMeta+i" },
  { name: "Underline", mark: "underline", chord: "ControlOrMeta+u" },
  { name: "Strikethrough", mark: "strike", chord: "ControlOrMeta+Shift+x" },
]) {
  test(`${name} holds for what is typed while the button is pressed`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await ada.write("plain ");
    await ada.button(name).click();
    await expect(ada.button(name)).toHaveAttribute("aria-pressed", "true");
    await ada.page.keyboard.type("marked");
    await ada.button(name).click();
    await expect(ada.button(name)).toHaveAttribute("aria-pressed", "false");
    await ada.page.keyboard.type(" plain");

    await expect(ada.marked(mark)).toHaveText(["marked"]);
    await ada.holds([
      { insert: "plain " },
      { insert: "marked", attributes: { [mark]: true } },
      { insert: " plain\n" },
    ]);
  });

  test(`${name} goes onto selected words by its shortcut, and off again`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await ada.write("one two");
    await ada.press("Shift+ArrowLeft", 3);
    await ada.press(chord);
    await expect(ada.marked(mark)).toHaveText(["two"]);
    await ada.holds([{ insert: "one " }, { insert: "two", attributes: { [mark]: true } }, { insert: "\n" }]);
    await ada.press(chord);
    await expect(ada.marked(mark)).toHaveCount(0);
    await ada.holds([{ insert: "one two\n" }]);
  });
}

test("marks stand in each other", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("abc");
  await ada.press("Shift+ArrowLeft", 2);
  await ada.button("Bold").click();
  await ada.press("ArrowRight");
  await ada.press("Shift+ArrowLeft");
  await ada.button("Italic").click();
  await ada.holds([
    { insert: "a" },
    { insert: "b", attributes: { bold: true } },
    { insert: "c", attributes: { bold: true, italic: true } },
    { insert: "\n" },
  ]);
});

for (const { name, list, markers } of [
  { name: "Bulleted list", list: "bullet", markers: ["•", "•"] },
  { name: "Numbered list", list: "ordered", markers: ["1.", "2."] },
]) {
  test(`a ${name.toLowerCase()} goes on with Enter and ends with an empty item`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await ada.button(name).click();
    await ada.page.keyboard.type("one\ntwo\n\nafter");

    const items = ada.body.locator(`.list-item[data-list="${list}"]`);
    await expect(items).toHaveText(["one", "two"]);
    expect(await items.evaluateAll((all) => all.map((item) => item.getAttribute("data-marker")))).toEqual(markers);
    await ada.holds([
      { insert: "one" },
      { insert: "\n", attributes: { list } },
      { insert: "two" },
      { insert: "\n", attributes: { list } },
      { insert: "after\n" },
    ]);
  });
}

test("the items of a checklist are ticked with a click, and unticked", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.button("Checklist").click();
  await ada.page.keyboard.type("milk\nbread");
  const boxes = ada.body.getByRole("checkbox");
  await expect(boxes).toHaveCount(2);

  await boxes.first().click();
  await expect(boxes.first()).toBeChecked();
  await expect(boxes.last()).not.toBeChecked();
  await ada.holds([
    { insert: "milk" },
    { insert: "\n", attributes: { list: "checked" } },
    { insert: "bread" },
    { insert: "\n", attributes: { list: "unchecked" } },
  ]);

  await boxes.first().click();
  await expect(boxes.first()).not.toBeChecked();
});

test("Undo takes back step by step, Redo brings back, and both say when there is nothing", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await expect(ada.button("Undo")).toBeDisabled();
  await ada.write("word");
  await ada.button("Bulleted list").click();
  await ada.holds([{ insert: "word" }, { insert: "\n", attributes: { list: "bullet" } }]);

  await ada.button("Undo").click();
  await ada.holds([{ insert: "word\n" }]);
  // Typing is taken back in pieces, by pauses: how many there are is the machine's to say.
  await ada.press("ControlOrMeta+z", "word".length);
  await ada.sees("\n");
  await expect(ada.button("Undo")).toBeDisabled();

  await expect(ada.button("Redo")).toBeEnabled();
  await ada.button("Redo").click();
  await expect(ada.body).toContainText("w");
  await ada.press("ControlOrMeta+Shift+z", "word".length);
  await ada.holds([{ insert: "word" }, { insert: "\n", attributes: { list: "bullet" } }]);
  await expect(ada.button("Redo")).toBeDisabled();
});

test("after Undo the caret is where it was", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one two");
  await ada.press("Shift+ArrowLeft", 3);
  await ada.press("Delete");
  await ada.sees("one \n");
  await ada.press("ControlOrMeta+z");
  await ada.sees("one two\n");
  await ada.page.keyboard.type("2");
  await ada.sees("one 2\n");
});

test("text that was copied is pasted with its formats", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.button("Bold").click();
  await ada.page.keyboard.type("bold");
  await ada.press("ControlOrMeta+a");
  await ada.press("ControlOrMeta+c");
  await ada.goTo("end");
  await ada.press("ControlOrMeta+v");
  await ada.holds([{ insert: "boldbold", attributes: { bold: true } }, { insert: "\n" }]);
});

test("characters outside the basic plane are typed and deleted whole", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.focus();
  await ada.page.keyboard.insertText("a👩‍🚀b");
  await ada.sees("a👩‍🚀b\n");
  await ada.press("Backspace", 2);
  await ada.sees("a\n");
});

test("the title names the document, in the tab and among the recent documents", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Minutes of May");
  await ada.write("Present: Ada");
  await expect(ada.page).toHaveTitle(/^Minutes of May/);
  await ada.seesSaved();
  await leaves(ada);
  const recent = ada.page.getByRole("list", { name: "Recent documents" });
  await expect(recent.getByRole("link")).toHaveText(/Minutes of May.*Present: Ada/);
  await recent.getByRole("link").click();
  await ada.canWrite();
  await ada.sees("Present: Ada\n");
  await expect(ada.title).toHaveValue("Minutes of May");
});

/** From a document back to the list of documents. */
async function leaves(person: Person): Promise<void> {
  await person.page.getByRole("link", { name: "All documents" }).click();
  await expect(person.page.getByRole("heading", { name: "Your documents" })).toBeVisible();
}
