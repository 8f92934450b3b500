// What becomes of text while it is typed: lists, headings, links and quotation marks; and how to have it back.

import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

test("a marker and a space make a list, and Backspace right after gives them back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.focus();
  await ada.page.keyboard.type("* ");
  await expect(ada.body.locator('.list-item[data-list="bullet"]')).toHaveCount(1);
  await ada.sees("\n");
  await ada.press("Backspace");
  await ada.holds([{ insert: "* \n" }]);
  await ada.page.keyboard.type("it stays");
  await ada.holds([{ insert: "* it stays\n" }]);
});

test("headings, quotations, code and dividers come of their marks", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.focus();
  await ada.page.keyboard.type("## Plan\n> said\n\n---\n3. third\n\n```\n# \"code\"");
  await expect(ada.body.getByRole("heading", { name: "Plan", level: 2 })).toBeVisible();
  await expect(ada.body.locator("[data-marker]")).toHaveAttribute("data-marker", "3.");
  await ada.sees('Plan\nsaid\n\ufffc\nthird\n# "code"\n');
  const blocks = (await ada.delta()).flatMap(({ insert, attributes }) => (insert === "\n" ? [attributes] : []));
  expect(blocks).toContainEqual({ header: 2 });
  expect(blocks).toContainEqual({ blockquote: true });
  expect(blocks).toContainEqual({ "list": "ordered", "list-start": 3 });
  expect(blocks).toContainEqual({ "code-block": true });
});

test("an address becomes a link by a space, without the full stop, and Undo takes only the link back", async ({
  meet,
}) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.focus();
  await ada.page.keyboard.type("See https://example.org/a. Yes");
  const link = ada.body.getByRole("link");
  await expect(link).toHaveText("https://example.org/a");
  await expect(link).toHaveAttribute("href", "https://example.org/a");
  await ada.press("ControlOrMeta+z");
  await ada.sees("See https://example.org/a. \n");
  await expect(link).toHaveCount(1);
  await ada.press("ControlOrMeta+z");
  await expect(link).toHaveCount(0);
  await ada.sees("See https://example.org/a. \n");
});

test("quotation marks, apostrophes and dashes are set as they are typed", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.focus();
  await ada.page.keyboard.type("\"It's\" (\"so\") -- I think...");
  await ada.sees("“It’s” (“so”) – I think…\n");
});

test("pasted text and what a colleague types stay as they are", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const ben = await meet("Ben");
  await ben.open(await ada.copyLink());
  await ada.page.evaluate(() => navigator.clipboard.writeText('# "pasted"... '));
  await ada.body.focus();
  await ada.press("ControlOrMeta+v");
  await ada.sees('# "pasted"... \n');
  await ben.sees('# "pasted"... \n');
  // A colleague whose program makes nothing of what they type.
  const cleo = await Writer.join(server.websocketUrl, ada.documentId);
  for (const letter of '* "it\'s"... ') cleo.body.insert(cleo.body.length - 1, letter);
  cleo.body.insert(cleo.body.length - 1, "\n");
  for (const person of [ada, ben]) await person.sees('# "pasted"... * "it\'s"... \n\n');
  for (const letter of "1. ") cleo.body.insert(cleo.body.length - 1, letter);
  for (const person of [ada, ben]) await person.sees('# "pasted"... * "it\'s"... \n1. \n');
  await expect(ada.body.locator("[data-list], h1")).toHaveCount(0);
  cleo.leave();
});

test("a paragraph is moved by key, with the caret, and one Undo moves it back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\ntwo\nthree");
  await ada.press("Alt+Shift+ArrowUp", 2);
  await ada.sees("three\none\ntwo\n");
  await ada.page.keyboard.type("!");
  await ada.sees("three!\none\ntwo\n");
  await ada.press("ControlOrMeta+z", 2);
  await ada.sees("one\nthree\ntwo\n");
});

test("capitals change by key", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("some words");
  await ada.press("ControlOrMeta+a");
  for (const text of ["Some Words\n", "SOME WORDS\n", "some words\n"]) {
    await ada.press("Shift+F3");
    await ada.sees(text);
  }
});

test("a divider is selected by Backspace before it is taken", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("above\n---\n");
  await ada.sees("above\n\ufffc\n\n");
  await ada.page.keyboard.type("x");
  await ada.press("Backspace");
  await ada.press("Backspace");
  await ada.sees("above\n\ufffc\n\n");
  await ada.press("Backspace");
  await ada.sees("above\n\n");
});

test("in German the quotation marks are German, and switched off they stay as they are typed", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const { page } = ada;
  const text = page.locator(".page-text");
  await page.locator(".you").click();
  await page.getByLabel("Language").selectOption("de");
  await page.keyboard.press("Escape");
  await text.focus();
  await page.keyboard.type('"Ja"');
  await ada.holds([{ insert: "„Ja“\n" }]);

  await page.locator(".you").click();
  await page.getByRole("checkbox", { name: /Anführungszeichen/ }).uncheck();
  await page.keyboard.press("Escape");
  await text.focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(' "x"');
  await ada.holds([{ insert: '„Ja“ "x"\n' }]);

  await ada.page.reload();
  await page.locator(".you").click();
  await expect(page.getByRole("checkbox", { name: /Anführungszeichen/ })).not.toBeChecked();
});
