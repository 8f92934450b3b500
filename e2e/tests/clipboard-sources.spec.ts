// What Word, Word Online, Excel, Outlook and LibreOffice put on a clipboard, whole, with all that surrounds the text (`fixtures/clipboard`),
// and what it becomes; and HTML that nobody would write.

import { readFileSync } from "node:fs";
import type { Insert } from "../fixtures/peer.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const file = (name: string): string => readFileSync(new URL(`../fixtures/clipboard/${name}`, import.meta.url), "utf8");

async function pastes(person: Person, html: string): Promise<void> {
  await person.body.evaluate((host, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

for (const source of ["word", "word-online", "excel", "outlook", "libreoffice"]) {
  test(`what ${source} copies comes with all that a document can say of it, and nothing else`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await pastes(ada, file(`${source}.html`));
    await ada.holds(JSON.parse(file(`${source}.json`)) as Insert[]);
  });
}

test("HTML that is deep, wide, or says one thing very often is read, and typing goes on", async ({ meet }) => {
  test.setTimeout(240_000);
  const ada = await meet("Ada");
  await ada.startDocument();
  // Each ends in its own name.
  const inputs: Record<string, string> = {
    deep: "<div><ul><li>".repeat(10_000),
    attributes: `<p ${Array.from({ length: 5_000 }, (_, index) => `a${index}=b`).join(" ")}>`,
    classes: `<p class="${"c ".repeat(50_000)}">`,
    rules: `<style>${"p{color:red}".repeat(40_000)}</style>${"<p>x".repeat(500)}<p>`,
    cells: `<table>${`<tr>${"<td colspan=64>".repeat(500)}`.repeat(20)}</table><p>`,
    declarations: `<p style="${"color:red;".repeat(50_000)}">`,
    unclosed: "<b><i><p>".repeat(5_000),
  };
  for (const [name, html] of Object.entries(inputs)) {
    await ada.goTo("end");
    await pastes(ada, html + name);
    await expect.poll(() => ada.shownText(), { message: name, timeout: 60_000 }).toContain(name);
    await ada.goTo("end");
    await ada.page.keyboard.type("!");
    await expect.poll(() => ada.shownText(), { message: name }).toContain(`${name}!`);
  }
});

test("random HTML never stops the page, whatever it is", async ({ meet }) => {
  test.setTimeout(120_000);
  const ada = await meet("Ada");
  await ada.startDocument();
  const seed = Number(process.env.OCTAVO_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const wrong = await ada.body.evaluate(async (host, seed) => {
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const of = <T>(...all: T[]): T => all[random(all.length)]!;
    const tag = (): string =>
      of("p", "div", "span", "b", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "pre", "br", "hr", "a", "img", "input", "o:p", "font", "blockquote", "style", "svg", "select", "template", "st1:place");
    const attribute = (): string =>
      of("class=MsoNormal", "class=EOP", "class=MsoQuote", "style='mso-list:l0 level9 lfo1'", "style='mso-list:l0 level lfo'", "style='mso-list:Ignore'", "style='mso-tab-count:99999'",
        "style=\"font-family:'", "style='color:#12;font-size:1e99pt;margin-left:-1e9in'", "colspan=-1", "colspan=99999", "aria-level=0", "data-aria-level=999", "start=-5", "value=1e9", "dir=rtl",
        "href='javascript:1'", "href='https://example.org/'", "role=heading aria-level=7", "align=justify", "type=checkbox checked", "hidden", "src=https://127.0.0.1:1/x");
    const text = (): string => of("word", " ", "\u0000", "\ud83d", "👨‍👩‍👧", "\u2028", "\r\n", "&nbsp;", "&#55357;", "\u0001\u0005", "<![endif]>", "<!--", "]]>", "שלום");
    const html = (): string =>
      Array.from({ length: 1 + random(60) }, () => of(() => `<${tag()} ${attribute()}>`, () => `</${tag()}>`, text, text)()).join("");
    const stopped: string[] = [];
    for (let round = 0; round < 300; round++) {
      const pasted = html();
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", pasted);
      host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      await new Promise(requestAnimationFrame);
      if (document.querySelector(".recovery")) return [...stopped, pasted];
    }
    return stopped;
  }, seed);
  expect(wrong, `OCTAVO_SEED=${seed}`).toEqual([]);
  await ada.goTo("end");
  await ada.page.keyboard.type("alive");
  await expect.poll(() => ada.shownText(), { message: `OCTAVO_SEED=${seed}` }).toContain("alive");
  // The page shows what the document holds, whatever that is.
  const held = (await ada.delta()).map(({ insert }) => (typeof insert === "string" ? insert : "\ufffc")).join("");
  expect(held.endsWith("\n")).toBe(true);
});
