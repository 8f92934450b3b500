// The document for those who read it by ear, in few pixels, in colours of their own, and without a mouse.

import { expect, test } from "../fixtures/test.ts";

test("headings, lists and links are read out as what they are", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.evaluate((body) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", "<h2>Plan</h2><p>See <a href='https://example.org/'>the notes</a>.</p>");
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(ada.body.getByRole("heading", { level: 2, name: "Plan" })).toBeVisible();
  await expect(ada.body.getByRole("link", { name: "the notes" })).toBeVisible();
});

test("Escape, then Tab, leaves the text, and Alt+F10 leads to the toolbar and Escape back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("Escape");
  await ada.press("Tab");
  await expect(ada.body).not.toBeFocused();
  await ada.body.focus();
  await ada.press("Alt+F10");
  await expect(ada.page.getByRole("toolbar").first().locator(":focus")).toHaveCount(1);
  await ada.press("Escape");
  await expect(ada.body).toBeFocused();
});

test("every button of the toolbar is reached by arrows, every menu opened by key, and Escape leads back to it", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 1440, height: 800 });
  await ada.startDocument();
  await ada.write("some words");
  const toolbar = ada.page.getByRole("toolbar").first();
  const enabled = toolbar.locator("button:not(:disabled):not([aria-disabled=true]):visible");
  const names = await enabled.evaluateAll((all) => all.map((it) => it.getAttribute("aria-label") ?? it.textContent ?? ""));
  expect(names.length).toBeGreaterThan(15);
  await ada.press("Alt+F10");
  const focused = toolbar.locator(":focus");
  const reached = new Set<string>();
  let menus = 0;
  for (let step = 0; step < 2 * names.length; step++) {
    reached.add((await focused.getAttribute("aria-label")) ?? (await focused.textContent()) ?? "");
    if ((await focused.getAttribute("aria-haspopup")) !== null && (await focused.getAttribute("aria-expanded")) === "false") {
      menus += 1;
      await ada.press("Enter");
      await expect(focused.or(ada.page.locator("[popover]:popover-open :focus"))).toHaveCount(1);
      await expect(toolbar.locator("[aria-expanded=true]")).toHaveCount(1);
      await ada.press("Escape");
      await expect(toolbar.locator("[aria-expanded=true]")).toHaveCount(0);
    }
    await ada.press("ArrowRight");
  }
  expect(names.filter((name) => !reached.has(name))).toEqual([]);
  expect(menus).toBeGreaterThan(5);
});

test("in 320 pixels, which is 400 percent of a screen, nothing scrolls sideways", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 320, height: 640 });
  const sideways = (): Promise<number> =>
    ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await ada.startDocument();
  await ada.write("A line that is longer than the screen is wide, and a-word-that-would-not-fit-".concat("x".repeat(60)));
  expect(await sideways()).toBe(0);
  await ada.page.goto("/");
  await expect(ada.button("New document")).toBeVisible();
  expect(await sideways()).toBe(0);
});

test("in forced colours the buttons of the toolbar keep an edge or a sign that shows whether they are pressed", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.emulateMedia({ forcedColors: "active" });
  await ada.startDocument();
  const bold = ada.page.getByRole("button", { name: "Bold", exact: true });
  const look = () =>
    bold.evaluate((button) => {
      const { backgroundColor, borderColor, color, outlineStyle, outlineColor } = getComputedStyle(button);
      return [backgroundColor, borderColor, color, outlineStyle, outlineColor].join();
    });
  const off = await look();
  await ada.press("ControlOrMeta+b");
  await expect(bold).toHaveAttribute("aria-pressed", "true");
  expect(await look()).not.toBe(off);
});

test("who wants no motion gets none", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.emulateMedia({ reducedMotion: "reduce" });
  await ada.startDocument();
  const moving = await ada.page.evaluate(() => {
    const seconds = (times: string): number => Math.max(...times.split(",").map((time) => parseFloat(time)));
    return [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      return seconds(transitionDuration) > 0.01 || (animationName !== "none" && seconds(animationDuration) > 0.01);
    }).length;
  });
  expect(moving).toBe(0);
});
