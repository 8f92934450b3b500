// What comes from elsewhere through the clipboard: the HTML that word processors, sheets, mail and web pages put there, cut
// down to what each is known by.

import type { Insert } from "../fixtures/peer.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

/** Pastes what a clipboard holds, by type. */
async function pastes(person: Person, clipboard: Record<string, string>): Promise<void> {
  await person.body.evaluate((host, entries) => {
    const clipboardData = new DataTransfer();
    for (const [type, data] of entries) clipboardData.setData(type, data);
    host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, Object.entries(clipboard));
}

/** A paragraph with its own attributes. */
const line = (text: string, attributes: Record<string, unknown>): Insert[] => [{ insert: text }, { insert: "\n", attributes }];

const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=ProgId content=Word.Document><style><!--
 /* Font Definitions */ @font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}
 p.MsoNormal, li.MsoNormal {margin:0in; font-size:11.0pt; font-family:"Calibri",sans-serif;}
 p.MsoTitle {font-size:28.0pt;}
 span.Strong {font-weight:bold;}
 @list l0:level1 {mso-level-number-format:bullet; mso-level-text:\\F0B7;}
 @list l0:level2 {mso-level-text:"%2\\."; mso-level-number-format:alpha-lower;}
--></style></head><body lang=EN-US><!--StartFragment-->
<p class=MsoTitle>Annual report</p>
<h1 style='color:#2F5496'>Results</h1>
<p class=MsoNormal align=center style='text-align:center'>The <span class=Strong>best</span> year<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
 style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>outer</p>
<p class=MsoListParagraphCxSpLast style='margin-left:1.0in;text-indent:-.25in;mso-list:l0 level2 lfo1'><![if !supportLists]><span
 style='mso-list:Ignore'>a.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>inner</p>
<p class=MsoNormal>see <a href="https://example.org/">there</a> H<sub>2</sub>O <span style='background:yellow;mso-highlight:yellow'>marked</span></p>
<span><br clear=all style='mso-special-character:line-break;page-break-before:always'></span>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>a</p></td><td><p class=MsoNormal>b</p><p class=MsoNormal>c</p></td></tr></table>
<!--EndFragment--></body></html>`;

test("from Word come title, headings, lists with their levels, links and marks, and no look that is everywhere", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await pastes(ada, { "text/html": word, "text/plain": "unused" });
  await ada.holds([
    ...line("Annual report", { style: "title" }),
    { insert: "Results", attributes: { color: "#2f5496" } },
    { insert: "\n", attributes: { header: 1 } },
    { insert: "The " },
    { insert: "best", attributes: { bold: true } },
    { insert: " year" },
    { insert: "\n", attributes: { align: "center" } },
    ...line("outer", { list: "bullet" }),
    ...line("inner", { list: "ordered", indent: 1 }),
    { insert: "see " },
    { insert: "there", attributes: { link: "https://example.org/" } },
    { insert: " H" },
    { insert: "2", attributes: { script: "sub" } },
    { insert: "O " },
    { insert: "marked", attributes: { background: "#ffff00" } },
    { insert: "\na\tb\u2028c" },
    { insert: "\n", attributes: { "page-break-before": true } },
  ]);
});

test("from Google Docs not everything is bold, and lists and checklists keep their levels and ticks", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const run = "font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400";
  await pastes(ada, {
    "text/html": `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<h2 dir="ltr" style="line-height:1.38"><span style="font-size:16pt;font-family:Arial;color:#000000">Plan</span></h2>
<p dir="ltr" style="line-height:1.38"><span style="${run}">most of it and </span><span style="${run.replace("400", "700")}">this</span><span style="${run.replace("11pt", "18pt").replace("#000000", "#cc0000")}"> big</span></p>
<ul><li dir="ltr" aria-level="1" style="list-style-type:disc"><p dir="ltr" role="presentation"><span style="${run}">one</span></p></li>
<ul><li dir="ltr" aria-level="2" style="list-style-type:circle"><p dir="ltr" role="presentation"><span style="${run}">two</span></p></li></ul></ul>
<ul><li role="checkbox" aria-checked="true" aria-level="1"><p><span style="${run}">done</span></p></li></ul></b>`,
  });
  await ada.holds([
    ...line("Plan", { header: 2 }),
    { insert: "most of it and " },
    { insert: "this", attributes: { bold: true } },
    { insert: " big", attributes: { color: "#cc0000", size: "18pt" } },
    ...line("\none", { list: "bullet" }),
    ...line("two", { list: "bullet", indent: 1 }),
    ...line("done", { list: "checked" }),
  ]);
});

test("from Word online lists that stand one behind the other keep their levels and go on counting", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const item = (level: number, start: number, text: string) =>
    `<div class="ListContainerWrapper"><ol class="NumberListStyle1" role="list" start="${start}"><li data-aria-level="${level}" aria-level="${level}" role="listitem"><p class="Paragraph"><span class="TextRun">${text}</span></p></li></ol></div>`;
  await pastes(ada, { "text/html": item(1, 1, "one") + item(2, 1, "one a") + item(1, 2, "two") });
  const delta = await ada.delta();
  expect(delta.filter(({ insert }) => insert === "\n").map(({ attributes }) => attributes?.indent ?? 0)).toEqual([0, 1, 0]);
  await expect(ada.blocks).toHaveText(["one", "one a", "two"]);
});

test("from Word numbered lists keep the numbers that stand in it: they go on, begin anew, and begin later", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const list = (level: number, format: string): string => `@list l0:level${level} {${format}mso-level-text:"%${level}.";}\n`;
  const item = (where: string, marker: string, text: string): string =>
    `<p class=MsoListParagraph style='text-indent:-.25in;mso-list:${where}'><![if !supportLists]><span
style='mso-bidi-font-family:Calibri'><span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>${text}<o:p></o:p></p>`;
  await pastes(ada, {
    "text/html": `<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><style><!--
${list(1, "")}${list(2, "mso-level-number-format:alpha-lower;")}${list(3, "mso-level-number-format:roman-lower;")}
@list l0:level1 lfo2 {mso-level-start-at:1;}
--></style></head><body><!--StartFragment-->
${item("l0 level1 lfo1", "1.", "one")}${item("l0 level2 lfo1", "a.", "one a")}${item("l0 level3 lfo1", "iv.", "from four")}${item("l0 level1 lfo1", "2.", "two")}
<p class=MsoNormal>between</p>
${item("l0 level1 lfo1", "3.", "goes on")}${item("l0 level2 lfo1", "c)", "from c")}${item("l0 level2 lfo1", "d)", "d")}
${item("l0 level1 lfo2", "1.", "anew")}${item("l0 level1 lfo2", "2.", "and on")}
<!--EndFragment--></body></html>`,
  });
  const item0 = { list: "ordered" };
  await ada.holds([
    ...line("one", item0),
    ...line("one a", { ...item0, indent: 1 }),
    ...line("from four", { ...item0, indent: 2, "list-start": 4 }),
    ...line("two", item0),
    { insert: "between\ngoes on" },
    { insert: "\n", attributes: { ...item0, "list-start": "continue" } },
    ...line("from c", { ...item0, indent: 1, "list-start": 3 }),
    ...line("d", { ...item0, indent: 1 }),
    ...line("anew", { ...item0, "list-start": 1 }),
    ...line("and on", item0),
  ]);
  const markers = ada.body.locator(".list-item").evaluateAll((items) => items.map((item) => item.getAttribute("data-marker")));
  expect(await markers).toEqual(["1.", "a.", "iv.", "2.", "3.", "c.", "d.", "1.", "2."]);
});

test("a numbered list that stands right behind another begins anew, and one that says its number has it", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await pastes(ada, {
    "text/html": "<ol><li><p>one</p><li><p>two</p></ol><ol><li>anew<li value=7>seven</ol><p>between</p><ol start=8><li>eight</ol>",
  });
  const markers = (): Promise<(string | null)[]> =>
    ada.body.locator(".list-item").evaluateAll((items) => items.map((item) => item.getAttribute("data-marker")));
  await expect.poll(markers).toEqual(["1.", "2.", "1.", "7.", "8."]);
  expect(JSON.stringify(await ada.delta())).toContain('"list-start":"continue"');
});

test("a range of a sheet keeps its columns, also where cells are empty", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await pastes(ada, {
    "text/html": `<google-sheets-html-origin><style>td {border:1px solid}</style><table><tbody>
<tr><td style="font-weight:bold">Name</td><td>Jan</td><td>Feb</td></tr><tr><td></td><td colspan="2">3,5</td></tr><tr><td>x</td><td></td><td>7</td></tr></tbody></table>`,
  });
  await ada.sees("Name\tJan\tFeb\n\t3,5\t\nx\t\t7\n");
});

test("from LibreOffice and mail come paragraphs with their alignment, fonts by old tags, and quotations", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await pastes(ada, {
    "text/html": `<html><head><style type="text/css">p { line-height: 115% } h1.western { font-size: 18pt }</style></head><body>
<h1 class="western">Top</h1><p align="right">to the right</p><p>some words that stand here <font color="#ff0000"><font face="Liberation Sans">red</font></font></p>
<blockquote type="cite"><div>said before</div></blockquote><hr><p dir="rtl">שלום</p></body></html>`,
  });
  await ada.holds([
    ...line("Top", { header: 1 }),
    ...line("to the right", { align: "right" }),
    { insert: "some words that stand here " },
    { insert: "red", attributes: { color: "#ff0000", font: "Liberation Sans" } },
    ...line("\nsaid before", { blockquote: true }),
    { insert: { image: expect.stringContaining("data:image/gif") as unknown as string }, attributes: { embed: "divider" } },
    ...line("\nשלום", { direction: "rtl" }),
  ]);
});

test("hostile HTML does nothing and leaves nothing but its text", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.evaluate(() => Object.assign(window, { ran: false }));
  await pastes(ada, {
    "text/html": `<base href="https://evil.example/"><style>body{background:url(https://evil.example/x)}</style>
<img src=x onerror="window.ran=true"><svg onload="window.ran=true"></svg><script>window.ran=true</script><iframe srcdoc="<script>parent.ran=true</script>"></iframe>
<p style="width:expression(window.ran=true);font-family:x;};position:fixed" onclick="window.ran=true">text <a href="javascript:window.ran=true">link</a><a href="data:text/html,x">data</a></p>
<form><input name="tagName"><input name="getAttribute"><input name="firstChild"><img name="querySelectorAll"></form><svg class="a"><title>t</title></svg>
<input autofocus onfocus="window.ran=true"><object data="x"></object><form action="https://evil.example/"><button>go</button></form>`,
  });
  await ada.sees("text linkdata\n");
  await ada.holds([{ insert: "text linkdata\n" }]);
  expect(await ada.page.evaluate(() => (window as unknown as { ran: boolean }).ran)).toBe(false);
  await expect(ada.body.locator("[onclick], [onerror], img, svg, iframe, style, script")).toHaveCount(0);
});

test("what was copied here comes back as it was, also between two documents", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await pastes(ada, { "text/html": word });
  const delta = await ada.delta();
  await ada.page.keyboard.press("ControlOrMeta+a");
  await ada.page.keyboard.press("ControlOrMeta+c");
  await ada.startDocument();
  await ada.page.keyboard.press("ControlOrMeta+v");
  await ada.holds(delta);
});

test("broken HTML is taken as far as it makes sense", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await pastes(ada, { "text/html": `<ul><li>one<li><b>two</ul></b><p>three<div></p><td>four`, "text/plain": "unused" });
  await ada.seesAll(["one", "two", "three", "four"]);
});
