// The parts of the app that come after the first load: late, or not at all for a while.

import { randomUUID } from "node:crypto";
import { type Locator, type Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

// Parts come over the network here, and only when they are asked for.
test.use({ serviceWorkers: "block" });

/** Pastes HTML that was copied elsewhere, which is plain text too. */
async function pastes(text: Locator, html: string, plain: string): Promise<void> {
  await text.evaluate(
    (host, [html, plain]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", html);
      clipboardData.setData("text/plain", plain);
      host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [html, plain] as const,
  );
}

const FOREIGN = /\/split_foreign-.*\.wasm$/;
const PANELS = /\/split_panels-.*\.wasm$/;

async function startsDocument(page: Page, origin: string) {
  await page.goto(`${origin}/d/${randomUUID()}?new`);
  const text = page.getByRole("textbox", { name: "Document", exact: true });
  await expect(text).toBeFocused();
  return text;
}

/** What has such an address does not arrive until the answered function is called. */
async function holdsBack(page: Page, address: RegExp): Promise<() => void> {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(address, async (route) => {
    await arrived;
    await route.continue();
  });
  return arrive;
}

test("what is typed while find is still coming is looked for, and does not get into the text", async ({ page, server }) => {
  const arrive = await holdsBack(page, PANELS);
  const text = await startsDocument(page, server.url);
  await page.keyboard.type("one two");
  const asked = page.waitForRequest(PANELS);
  await page.keyboard.press("ControlOrMeta+f");
  await asked;
  await page.keyboard.type("twi");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("o");
  await expect(page.getByRole("textbox", { name: "Find", exact: true })).toHaveCount(0);

  arrive();
  const field = page.getByRole("textbox", { name: "Find", exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("two");
  await page.keyboard.type("!");
  await expect(field).toHaveValue("two!");
  await expect(text).toHaveText("one two");
});

test("the palette, the shortcuts and the field for a link open when their part comes late", async ({ page, server }) => {
  const fields = [
    { keys: "Alt+/", field: page.getByRole("combobox", { name: "Commands" }) },
    { keys: "ControlOrMeta+/", field: page.getByRole("textbox", { name: "Search shortcuts" }) },
    { keys: "ControlOrMeta+k", field: page.getByRole("textbox", { name: "Address of the link" }) },
  ];
  for (const { keys, field } of fields) {
    const arrive = await holdsBack(page, PANELS);
    const text = await startsDocument(page, server.url);
    const asked = page.waitForRequest(PANELS);
    await page.keyboard.press(keys);
    await asked;
    await page.keyboard.type("abc");
    arrive();
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("abc");
    await expect(text).toHaveText("");
    await page.unroute(PANELS);
  }
});

test("a paste whose part comes late keeps its place, and leaves who has gone on elsewhere where they are", async ({ page, server }) => {
  const arrive = await holdsBack(page, FOREIGN);
  const text = await startsDocument(page, server.url);
  await page.keyboard.type("before after");
  for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowLeft");
  const asked = page.waitForRequest(FOREIGN);
  await pastes(text, "<p>a <b>bold</b>-</p>", "a bold-");
  await asked;
  await page.keyboard.press("End");
  await page.keyboard.type("wards");
  await expect(text).toHaveText("before afterwards");

  arrive();
  await expect(text).toHaveText("before a bold-afterwards");
  await expect(text.locator(".run.bold")).toHaveText("bold");
  await page.keyboard.type("!");
  await expect(text).toHaveText("before a bold-afterwards!");
});

test("a paste whose part comes late takes the caret of who has waited for it", async ({ page, server }) => {
  const arrive = await holdsBack(page, FOREIGN);
  const text = await startsDocument(page, server.url);
  const asked = page.waitForRequest(FOREIGN);
  await pastes(text, "<p>a <b>bold</b> word</p>", "a bold word");
  await asked;
  arrive();
  await expect(text).toHaveText("a bold word");
  await page.keyboard.type("!");
  await expect(text).toHaveText("a bold word!");
});

test("a paste whose part comes late waits for what is being composed", async ({ page, server }) => {
  const arrive = await holdsBack(page, FOREIGN);
  const text = await startsDocument(page, server.url);
  const devtools = await page.context().newCDPSession(page);
  const ended = await page.evaluateHandle(() => {
    const ended = { times: 0 };
    addEventListener("compositionend", () => ended.times++);
    return ended;
  });
  await page.keyboard.type("one two");
  await page.keyboard.press("Home");
  const asked = page.waitForRequest(FOREIGN);
  await pastes(text, "<p>a <b>bold</b>-</p>", "a bold-");
  await asked;
  await page.keyboard.press("End");
  await devtools.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
  const arrived = page.waitForResponse(FOREIGN);
  arrive();
  await (await arrived).finished();
  await devtools.send("Input.imeSetComposition", { text: "にち", selectionStart: 2, selectionEnd: 2 });
  await expect(text).toHaveText("one twoにち");
  expect(await ended.evaluate(({ times }) => times)).toBe(0);
  await devtools.send("Input.insertText", { text: "日" });
  await expect(text).toHaveText("a bold-one two日");
  await page.keyboard.type(".");
  await expect(text).toHaveText("a bold-one two日.");
});

test("a paste whose part cannot be fetched is plain text", async ({ page, server }) => {
  await page.route(FOREIGN, (route) => route.abort());
  const text = await startsDocument(page, server.url);
  await pastes(text, "<p>a <b>bold</b> word</p>", "a bold word");
  await expect(text).toHaveText("a bold word");
  await expect(text.locator(".run.bold")).toHaveCount(0);
  await page.unroute(FOREIGN);
  await page.keyboard.type(", ");
  await pastes(text, "<p>another <b>bold</b> word</p>", "another bold word");
  await expect(text.locator(".run.bold")).toHaveText("bold");
});

test("a part that cannot be fetched is said to be missing, and comes with the next press", async ({ page, server }) => {
  await page.route(PANELS, (route) => route.abort());
  const text = await startsDocument(page, server.url);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const missing = page.getByText("It could not be loaded.");
  await expect(missing).toBeVisible();
  await text.press("a");
  await expect(text).toHaveText("a");

  await page.unroute(PANELS);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Share" })).toBeVisible();
  await expect(missing).toHaveCount(0);
});

test("a page whose part cannot be fetched says so, and opens when the network is back", async ({ page, server }) => {
  const home = /\/split_home-.*\.wasm$/;
  await page.route(home, (route) => route.abort());
  await page.goto(server.url);
  await expect(page.getByRole("heading", { name: "A part of Octavo is missing" })).toBeVisible();
  await page.unroute(home);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(page.getByRole("button", { name: "New document" })).toBeVisible();
});
