// Pastes that are large. Somebody who pastes a book sees how far it is, and can go on meanwhile.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

/** Pastes HTML, made in the page, of so many paragraphs of about 250 characters of markup each. Answers how long it is. */
async function pastes(person: Person, paragraphs: number): Promise<number> {
  return person.body.evaluate((host, paragraphs) => {
    const words = "Some <b style='color:#c00000'>words</b> of a paragraph that <i>goes on</i> for a while, as they do in a book. ";
    const style = "margin:0in;font-size:11.0pt;font-family:Calibri,sans-serif;line-height:107%";
    const html = Array.from({ length: paragraphs }, (_, index) => `<p style="${style}">${index} ${words}</p>\n`).join("");
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "not this");
    host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    return html.length;
  }, paragraphs);
}

const paragraphs = (person: Person): Promise<number> =>
  person.page.evaluate(
    () => (window as unknown as { __octavo: { dom_text(): string } }).__octavo.dom_text().split("\n").length - 1,
  );

test("a megabyte is there soon, with its marks, the caret behind it and in view, and one undo takes it back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("before  after");
  await ada.press("ArrowLeft", 6);
  await pastes(ada, 5_000);
  await expect.poll(() => paragraphs(ada), { timeout: 30_000 }).toBe(5_000);
  await expect(ada.page.getByText("Pasting…")).toHaveCount(0);
  await ada.page.keyboard.type("|");
  const end = await ada.shownText();
  expect(end.endsWith("in a book.| after\n")).toBe(true);
  expect(end.startsWith("before 0 Some words of a paragraph")).toBe(true);
  await expect(ada.blocks.last()).toBeInViewport();
  const delta = await ada.delta();
  expect(delta.some(({ attributes }) => attributes?.bold === true && attributes.color === "#c00000")).toBe(true);
  await ada.press("ControlOrMeta+z", 2);
  await expect.poll(() => paragraphs(ada)).toBe(1);
  await ada.sees("before  after\n");
});

test("who goes on elsewhere while a large paste is read stays there", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("above\nbelow");
  await pastes(ada, 3_000);
  await ada.goTo("start");
  await ada.page.keyboard.type("Ada: ");
  await expect.poll(() => paragraphs(ada), { timeout: 30_000 }).toBe(3_001);
  await expect(ada.page.getByText("Pasting…")).toHaveCount(0);
  expect(await ada.page.evaluate(() => scrollY)).toBe(0);
  await ada.page.keyboard.type("on ");
  await expect(ada.blocks.first()).toHaveText("Ada: on above");
  expect(await ada.shownText()).toContain("\nbelow0 Some words of a paragraph");
});

test("a large paste that is given up leaves nothing of itself, and what was written meanwhile stays, here and at the others'", async ({ meet }) => {
  test.setTimeout(240_000);
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("above\nbelow");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("above\nbelow\n");
  await ada.goTo("end");
  await pastes(ada, 30_000);
  // Some of it is there.
  await expect.poll(() => paragraphs(ada), { timeout: 120_000 }).toBeGreaterThan(500);
  await ada.goTo("start");
  await ada.page.keyboard.type("Ada: ");
  await ada.button("Cancel").click();
  await expect(ada.page.getByText("Pasting…")).toHaveCount(0);
  await ada.sees("Ada: above\nbelow\n");
  await expect(ada.body).toBeFocused();
  await ada.page.keyboard.type("on ");
  await ada.sees("Ada: on above\nbelow\n");
  await expect.poll(() => ben.shownText(), { timeout: 60_000 }).toBe("Ada: on above\nbelow\n");
});

test("ten megabytes show how far they are, others go on writing, and all of it comes to all", async ({ meet }) => {
  test.setTimeout(480_000);
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("above\n");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("above\n\n");
  await ada.goTo("end");
  const bytes = await pastes(ada, 49_000);
  expect(bytes).toBeGreaterThan(10_000_000);
  const progress = ada.page.getByRole("progressbar", { name: "Pasting…" });
  const done = (): Promise<number> => progress.evaluate((bar) => (bar as HTMLProgressElement).value);
  await expect(progress).toBeVisible();
  const first = await done();
  expect(first).toBeLessThan(1);
  await ben.goTo("start");
  await ben.page.keyboard.type("Ben: ");
  await expect(ada.blocks.first()).toHaveText("Ben: above", { timeout: 30_000 });
  await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(first);
  await expect(progress).toHaveCount(0, { timeout: 300_000 });
  expect(await paragraphs(ada)).toBe(49_001);
  await expect.poll(() => paragraphs(ben), { timeout: 120_000 }).toBe(49_001);
});
