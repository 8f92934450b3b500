// The document for those who read it by ear, in few pixels, in colours of their own, and without a mouse.

import type { Locator } from "@playwright/test";
import type { Person } from "../fixtures/person.ts";
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

test("Escape, then Shift+Tab, leaves the text backwards", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("a");
  await ada.press("Shift+Tab");
  await expect(ada.body).toBeFocused();
  await ada.press("Escape");
  await ada.press("Shift+Tab");
  await expect(ada.body).not.toBeFocused();
  const isBefore = await ada.body.evaluate((body) => {
    const focused = document.activeElement;
    return focused !== null && (body.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  });
  expect(isBefore).toBe(true);
  await ada.sees("a\n");
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

/** How many colours a part of the page is painted in. */
async function colorsOf(person: Person, part: Locator): Promise<number> {
  const picture = (await part.screenshot({ animations: "disabled" })).toString("base64");
  return person.page.evaluate(async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
    canvas.drawImage(image, 0, 0);
    return new Set(new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  }, picture);
}

test("in forced colours a divider, what was found, what a colleague selects and where something lands can be seen", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await ada.startDocument();
  await ada.body.evaluate((body) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", "<p>sought and seen</p><hr><p>other words</p>");
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  const divider = ada.body.locator("[data-embed=divider]");
  await expect(divider).toBeVisible();
  // Its line, on the page.
  expect(await colorsOf(ada, ada.blocks.nth(1))).toBeGreaterThan(1);

  const word = ada.blocks.first();
  const plain = await word.screenshot({ animations: "disabled" });
  const isMarked = async (): Promise<boolean> => !plain.equals(await word.screenshot({ animations: "disabled" }));
  await ada.press("ControlOrMeta+f");
  await ada.page.getByLabel("Find", { exact: true }).fill("seen");
  await expect(ada.page.locator(".find-count")).toHaveText("1 of 1");
  await expect.poll(isMarked).toBe(true);
  await ada.press("Escape");
  await ada.goTo("end");
  await expect.poll(isMarked).toBe(false);

  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.body.focus();
  await ben.press("ControlOrMeta+Home");
  await ben.press("Shift+End");
  await expect.poll(isMarked).toBe(true);
  await expect
    .poll(() => ada.page.evaluate(() => [...(CSS as unknown as { highlights: Map<string, unknown> }).highlights.keys()]))
    .toContainEqual(expect.stringMatching(/^peer-\d+$/));

  // Where what is dragged would land, as the editor marks it.
  for (const kind of ["drop-line", "drop-mark"]) {
    const colors = await ada.page.evaluate((kind) => {
      const mark = document.querySelector(".carets")!.appendChild(Object.assign(document.createElement("div"), { className: kind }));
      const { backgroundColor } = getComputedStyle(mark);
      mark.remove();
      return [backgroundColor, getComputedStyle(document.querySelector(".sheet")!).backgroundColor];
    }, kind);
    expect(colors[0], kind).not.toBe(colors[1]);
  }
});

test("in forced colours every control of the frame and of the server's pages keeps an edge or a text", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.emulateMedia({ forcedColors: "active" });
  await ada.startDocument();
  const invisible = (): Promise<string[]> =>
    ada.page.evaluate(() => {
      const isSeen = (it: HTMLElement): boolean => {
        const { borderStyle, borderWidth } = getComputedStyle(it);
        const hasEdge = borderStyle !== "none" && parseFloat(borderWidth) > 0;
        return hasEdge || (it.textContent ?? "").trim() !== "" || it.querySelector("svg, img, .ink") !== null;
      };
      return [...document.querySelectorAll<HTMLElement>("button, input, select, a[href]")]
        .filter((it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isSeen(it))
        .map((it) => it.outerHTML.slice(0, 120));
    });
  expect(await invisible()).toEqual([]);
  for (const path of ["/", "/sign-in", "/status"]) {
    await ada.page.goto(path);
    await expect(ada.page.getByRole("link", { name: /Octavo/ }).or(ada.page.locator(".home-head")).first()).toBeVisible();
    expect(await invisible(), path).toEqual([]);
  }
});

test("who wants no motion gets none, in what opens, in what is drawn beside elements, and on the server's pages", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.emulateMedia({ reducedMotion: "reduce" });
  const moving = (): Promise<string[]> =>
    ada.page.evaluate(() => {
      const longest = (times: string): number => Math.max(...times.split(",").map((time) => parseFloat(time)));
      return [...document.querySelectorAll("*")].flatMap((element) =>
        [undefined, "::before", "::after", "::backdrop"].flatMap((part) => {
          const { transitionDuration, animationDuration, animationName } = getComputedStyle(element, part);
          const moves = longest(transitionDuration) > 0.01 || (animationName !== "none" && longest(animationDuration) > 0.01);
          return moves ? [`${element.className} ${part ?? ""}`] : [];
        }),
      );
    });
  await ada.startDocument();
  await ada.write("some words");
  expect(await moving()).toEqual([]);
  await ada.press("ControlOrMeta+h");
  await expect(ada.page.getByLabel("Replace with")).toBeVisible();
  expect(await moving()).toEqual([]);
  await ada.press("Escape");
  await ada.button("Paragraph style").click();
  expect(await moving()).toEqual([]);
  await ada.press("Escape");
  await ada.button("Share").click();
  await expect(ada.page.getByRole("dialog")).toBeVisible();
  expect(await moving()).toEqual([]);
  for (const path of ["/", "/sign-in", "/status"]) {
    await ada.page.goto(path);
    expect(await moving(), path).toEqual([]);
  }
});
