// A document as assistive technology gets it: what each block is, and that it stays so while people write.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

/** A picture of one point, as a data URL. */
const PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
const embed = (kind: string) => ({ insert: { image: PICTURE }, attributes: { embed: kind } });

/** Pastes a piece of a document as it comes from a document. */
async function paste(person: Person, ops: object[]): Promise<void> {
  await person.body.evaluate((body, slice) => {
    const clipboardData = new DataTransfer();
    const json = JSON.stringify(slice).replaceAll('"', "&quot;");
    clipboardData.setData("text/html", `<div data-octavo-slice="${json}"></div>`);
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, { content: { ops }, last_block: {} });
}

const line = (text: string, attributes: object = {}): object[] => [{ insert: text }, { insert: "\n", attributes }];

test("every kind of block is what it is to a screen reader", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await paste(ada, [
    ...line("Report", { style: "title" }),
    ...line("One", { header: 1 }),
    ...line("Six", { header: 6 }),
    { insert: "Some " },
    { insert: "bold", attributes: { bold: true } },
    { insert: " and a " },
    { insert: "link", attributes: { link: "https://example.org/" } },
    { insert: "\n" },
    ...line("A quotation", { blockquote: true }),
    ...line("let code", { "code-block": true }),
    ...line("First", { list: "ordered" }),
    ...line("Deeper", { list: "ordered", indent: 1 }),
    ...line("Second", { list: "ordered" }),
    ...line("Between"),
    ...line("Point", { list: "bullet" }),
    ...line("To do", { list: "unchecked" }),
    ...line("Was done", { list: "checked" }),
    embed("divider"),
    { insert: "\n" },
    embed("page-break"),
    { insert: "\n" },
    embed("toc"),
    { insert: "\n" },
    { insert: { image: PICTURE } },
    { insert: "\n" },
    { insert: { formula: "x" } },
  ]);
  await expect(ada.body.getByRole("link", { name: "Six" })).toBeVisible();
  await expect(ada.body).toMatchAriaSnapshot(`
    - textbox "Document":
      - paragraph: Report
      - heading "One" [level=1]
      - heading "Six" [level=6]
      - paragraph:
        - text: Some bold and a
        - link "link":
          - /url: https://example.org/
      - blockquote: A quotation
      - paragraph: let code
      - list:
        - listitem [level=1]: 1. First
        - listitem [level=2]: a. Deeper
        - listitem [level=1]: 2. Second
      - paragraph: Between
      - list:
        - listitem [level=1]: • Point
        - listitem [level=1]:
          - checkbox "Done"
          - text: To do
        - listitem [level=1]:
          - checkbox "Done" [checked]
          - text: Was done
      - paragraph:
        - separator
      - paragraph:
        - separator "Page break"
      - paragraph:
        - navigation "Table of contents":
          - link "One":
            - /url: "#"
          - link "Six":
            - /url: "#"
      - paragraph:
        - img "Image"
      - paragraph: "Not shown in this version: formula"
  `);
});

test("a list stays one list while items come, go and turn into text", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.keyboard.type("before\n- one\ntwo\nthree\n\nafter");
  const lists = ada.body.getByRole("list");
  const items = ada.body.getByRole("listitem");
  await expect(lists).toHaveCount(1);
  await expect(items).toHaveText(["one", "two", "three"]);

  await ada.press("ArrowUp", 2);
  await ada.press("End");
  await ada.press("ControlOrMeta+Shift+8");
  await ada.sees("before\none\ntwo\nthree\nafter\n");
  await expect(lists).toHaveCount(2);
  await expect(lists.first().getByRole("listitem")).toHaveText(["one"]);
  await ada.page.keyboard.type("!");
  await ada.sees("before\none\ntwo!\nthree\nafter\n");
  await ada.press("ControlOrMeta+Shift+8");
  await expect(lists).toHaveCount(1);

  await ada.press("ControlOrMeta+a");
  await ada.press("ControlOrMeta+Shift+7");
  await expect(lists).toHaveCount(1);
  await expect(items).toHaveCount(5);
  await ada.press("ControlOrMeta+z");
  await expect(lists).toHaveCount(1);
  await expect(items).toHaveCount(3);
  expect(await ada.page.evaluate(() => (window as unknown as { __octavo: { faults(): string } }).__octavo.faults())).toBe("[]");
});

test("an item that is moved between paragraphs is a list of its own there", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.keyboard.type("one\ntwo\n- item\n\nthree\nfour");
  await ada.body.getByRole("listitem").click();
  for (const text of ["one\ntwo\nthree\nitem\nfour\n", "one\ntwo\nthree\nfour\nitem\n"]) {
    await ada.press("Alt+Shift+ArrowDown");
    await ada.sees(text);
    await expect(ada.body.getByRole("list")).toHaveText("item");
  }
});

test("a list that somebody else makes around a composition is a list when it ends", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.keyboard.type("one\ntwo\nthree");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("one\ntwo\nthree\n");
  await ada.press("ArrowUp");
  await ada.press("End");
  const devtools = await ada.context.newCDPSession(ada.page);
  await devtools.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
  await ben.body.focus();
  await ben.press("ControlOrMeta+a");
  await ben.press("ControlOrMeta+Shift+8");
  await expect(ada.body.locator("[data-list]")).toHaveCount(3);
  await devtools.send("Input.insertText", { text: "日" });
  await ada.sees("one\ntwo日\nthree\n");
  await expect(ada.body.getByRole("list")).toHaveCount(1);
  await expect(ada.body.getByRole("listitem")).toHaveCount(3);
  await ben.sees("one\ntwo日\nthree\n");
});
