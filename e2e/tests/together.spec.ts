// Several people write in one document at once.

import { expect, test } from "../fixtures/test.ts";
import { two } from "../fixtures/two.ts";

test("whoever opens the shared link writes along, and both see each other's words and carets", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Ada’s words.");
  const link = await ada.copyLink();
  expect(new URL(link).pathname).toBe(`/d/${ada.documentId}`);

  const ben = await meet("Ben");
  await ben.open(link);
  await ben.sees("Ada’s words.\n");
  await ben.write(" Ben’s words.");
  await ada.sees("Ada’s words. Ben’s words.\n");

  await expect(ada.caretOf("Ben")).toBeVisible();
  await ada.body.focus();
  await ada.press("ArrowLeft");
  await expect(ben.caretOf("Ada")).toBeVisible();
  await expect(ada.page.getByRole("list", { name: "People here" }).getByRole("listitem")).toHaveText(/Ben/);
  await ada.seesSaved();
  await ben.seesSaved();
});

test("another's caret moves with the text and goes when they leave", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("behind");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("behind\n");
  await ben.goTo("end");
  const caret = ada.caretOf("Ben");
  await expect(caret).toBeVisible();
  const left = async (): Promise<number> => (await caret.boundingBox())?.x ?? 0;
  const before = await left();

  await ada.goTo("start");
  await ada.page.keyboard.type("before and ");
  await expect.poll(left).toBeGreaterThan(before);

  await ben.page.close();
  await expect(caret).toHaveCount(0);
  await expect(ada.page.getByRole("list", { name: "People here" }).getByRole("listitem")).toHaveCount(0);
});

test("a name that is changed stands at the caret", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.write("Hello");
  await expect(ada.caretOf("Ben")).toBeVisible();

  await ben.button("You: Ben").click();
  await ben.page.getByLabel("Your name").fill("Benedict");
  await ben.press("Enter");
  await expect(ada.caretOf("Benedict")).toBeVisible();
  await expect(ada.caretOf("Ben")).toHaveCount(0);
});

test("two people type at once in one paragraph and neither loses a letter", async ({ meet }) => {
  const [ada, ben] = await two(meet, "[]");

  const adas = "the quick brown fox ".repeat(4);
  const bens = "JUMPS OVER THE LAZY DOG ".repeat(4);
  await ada.goTo("start");
  await ben.goTo("end");
  await Promise.all([
    ada.page.keyboard.type(adas, { delay: 10 }),
    ben.page.keyboard.type(bens, { delay: 10 }),
  ]);

  await ada.sees(`${adas}[]${bens}\n`);
  await ben.sees(`${adas}[]${bens}\n`);
});

test("two people type at once at one place: no word is in the other's, and each caret is behind its own", async ({ meet }) => {
  const [ada, ben] = await two(meet, "[]");
  for (const person of [ada, ben]) {
    await person.goTo("start");
    await person.press("ArrowRight");
  }
  const adas = "quick brown fox ".repeat(3);
  const bens = "LAZY DOG ".repeat(5);
  await Promise.all([ada.page.keyboard.type(adas, { delay: 10 }), ben.page.keyboard.type(bens, { delay: 10 })]);
  const either = [`[${adas}${bens}]\n`, `[${bens}${adas}]\n`];
  await expect.poll(async () => either.includes(await ada.shownText()), { message: await ada.shownText() }).toBe(true);
  await ben.sees(await ada.shownText());
  await ada.page.keyboard.type("a");
  await ben.page.keyboard.type("B");
  const behind = [`[${adas}a${bens}B]\n`, `[${bens}B${adas}a]\n`];
  await expect.poll(async () => behind.includes(await ada.shownText())).toBe(true);
  await ben.sees(await ada.shownText());
});

test("one splits a paragraph while the other makes it bold: both happen", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("onetwo");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("onetwo\n");

  await ada.press("ArrowLeft", 3);
  await ben.body.focus();
  await ben.press("ControlOrMeta+a");
  await Promise.all([ada.press("Enter"), ben.button("Bold").click()]);

  for (const person of [ada, ben]) {
    await person.sees("one\ntwo\n");
    await expect(person.marked("bold")).toHaveText(["one", "two"]);
  }
});

test("Undo takes back only one's own", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Ada’s\n");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("Ada’s\n\n");
  await ben.write("Ben’s");
  await ada.sees("Ada’s\nBen’s\n");

  await ada.body.focus();
  await ada.press("ControlOrMeta+z", 10);
  await expect(ada.button("Undo")).toBeDisabled();
  await ada.sees("Ben’s\n");
  await ben.sees("Ben’s\n");

  await ada.press("ControlOrMeta+Shift+z", 10);
  await ben.sees("Ada’s\nBen’s\n");
});

test("the title is everybody's", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Plans");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await expect(ben.title).toHaveValue("Plans");
  await ben.title.fill("Great plans");
  await expect(ada.title).toHaveValue("Great plans");
  await expect(ada.page).toHaveTitle(/^Great plans/);
});
