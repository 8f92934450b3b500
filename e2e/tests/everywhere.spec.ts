// All that can be opened, for everybody: nothing that axe complains of in light and dark, all of it by keyboard, and
// nothing smaller than a finger or an unsteady hand can hit.

import type { Page } from "@playwright/test";
import { complaints } from "../fixtures/axe.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

/** A document with every kind of block, the outline beside it, and somebody else in it. */
async function fullDocument(meet: (name: string) => Promise<Person>): Promise<[Person, Person]> {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.evaluate((body) => {
    const html = `<h1>One</h1><p>Text with a <a href="https://example.org/">link</a>, <b>bold</b>, <code>code</code>,
      <span style="color:#c5221f">red</span> and <span style="background:#ffff00">marked</span>.</p>
      <h2>Two</h2><blockquote>A quotation</blockquote><pre>let code</pre><ol><li>First<ol><li>Deeper</ol><li>Second</ol>
      <p>Between</p><ul><li>Point</ul><hr><p>End</p>`;
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await ada.button("Checklist").click();
  await ada.button("Outline").click();
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.goTo("end");
  await expect(ada.caretOf("Ben")).toBeVisible();
  await ada.seesSaved();
  return [ada, ben];
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe complains of nothing that can be opened around a document in ${colorScheme}`, async ({ meet }) => {
    test.setTimeout(180_000);
    const [ada] = await fullDocument(meet);
    await ada.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found: string[] = await complaints(ada.page);
    const menus = ada.page.locator("button[aria-haspopup=menu]:visible");
    for (let index = 0; index < (await menus.count()); index++) {
      const button = menus.nth(index);
      await button.focus();
      await ada.press("Enter");
      await expect(ada.page.locator(":popover-open")).toBeVisible();
      found.push(...(await complaints(ada.page, ":popover-open")));
      await ada.press("Escape");
      await expect(ada.page.locator(":popover-open")).toHaveCount(0);
    }
    await ada.button("Ben (guest)").click();
    await ada.page.getByRole("menuitemcheckbox", { name: "Follow Ben" }).click();
    found.push(...(await complaints(ada.page, ".follow-bar")));
    await ada.press("Escape");

    await ada.goTo("start");
    await ada.press("ControlOrMeta+h");
    await expect(ada.page.getByLabel("Replace with")).toBeVisible();
    await ada.page.getByLabel("Find", { exact: true }).fill("o");
    await expect(ada.page.locator(".find-count")).toHaveText(/\d+ of \d+/);
    found.push(...(await complaints(ada.page)));
    await ada.press("Escape");

    await ada.body.getByRole("link", { name: "link" }).click();
    await expect(ada.page.getByRole("group", { name: "Link" })).toBeVisible();
    found.push(...(await complaints(ada.page, ".link-card")));
    await ada.button("Change link").click();
    found.push(...(await complaints(ada.page, ".link-card")));
    await ada.press("Escape");

    await ada.page.locator(".count-button[popovertarget=counts]").click();
    found.push(...(await complaints(ada.page, ":popover-open")));
    await ada.press("Escape");
    await ada.button("You: Ada").click();
    found.push(...(await complaints(ada.page, ":popover-open")));
    await ada.press("Escape");
    await ada.button("Share").click();
    found.push(...(await complaints(ada.page, "dialog[open]")));
    expect(found).toEqual([]);
  });
}

/** What can be reached by Tab, as the page has it now, and what has the focus. */
async function reachable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = "a[href], button, input, select, [tabindex], [contenteditable=true]";
    const isReachable = (it: HTMLElement): boolean =>
      it.tabIndex >= 0 && !it.closest("[inert], .page-text *") && it.checkVisibility({ visibilityProperty: true });
    return [...document.querySelectorAll<HTMLElement>(controls)].filter(isReachable).map((it, index) => {
      it.dataset.place = `${index}: ${it.getAttribute("aria-label") ?? it.textContent ?? ""}`.slice(0, 60);
      return it.dataset.place;
    });
  });
}

test("everything around a document is reached by Tab, and each thing shows that it has the focus", async ({ meet }) => {
  const [ada] = await fullDocument(meet);
  await ada.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const wanted = await reachable(ada.page);
  const seen: string[] = [];
  const unmarked: string[] = [];
  for (let step = 0; step < wanted.length + 5 && seen.length < wanted.length; step++) {
    // Tab is a character in the text; Escape before it leads on.
    if (await ada.body.evaluate((body) => body === document.activeElement)) await ada.press("Escape");
    await ada.press("Tab");
    const focused = await ada.page.evaluate(() => {
      const it = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      const around = it.parentElement ? getComputedStyle(it.parentElement).outlineStyle : "none";
      const isMarked = (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || around !== "none";
      return { place: it.dataset.place, isMarked: isMarked || it.isContentEditable };
    });
    if (focused.place === undefined) continue;
    if (!seen.includes(focused.place)) seen.push(focused.place);
    if (!focused.isMarked) unmarked.push(focused.place);
  }
  expect(wanted.filter((place) => !seen.includes(place))).toEqual([]);
  expect(unmarked).toEqual([]);
});

test("every tool is reached by the arrow keys, and each menu opens, and closes back to where it was opened", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 1600, height: 800 });
  await ada.startDocument();
  await ada.press("Alt+F10");
  const stops = await ada.page.locator(".toolbar [data-stop]:visible").count();
  const seen = new Set<string>();
  for (let step = 0; step < stops; step++) {
    const name = await ada.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
    seen.add(name);
    if (await ada.page.evaluate(() => document.activeElement?.getAttribute("aria-haspopup") === "menu")) {
      await ada.press("Enter");
      await expect(ada.page.locator(":popover-open :focus")).toHaveCount(1);
      await ada.press("Escape");
      await expect(ada.page.locator(":popover-open")).toHaveCount(0);
      await expect(ada.button(name)).toBeFocused();
    }
    await ada.press("ArrowRight");
  }
  expect(seen.size).toBe(stops);
});

test("nothing that is pressed is smaller than 24 pixels", async ({ meet }) => {
  const [ada] = await fullDocument(meet);
  const small = (): Promise<string[]> =>
    ada.page.evaluate(() => {
      const controls = "a[href], button, input, select, [role^=menuitem], [role=checkbox], label";
      const isInText = (it: Element): boolean => it.matches(".page-text a");
      // What a dialog covers is not pressed.
      const within = document.querySelector("dialog[open]") ?? document;
      return [...within.querySelectorAll<HTMLElement>(controls)]
        .filter((it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isInText(it))
        .filter((it) => {
          const { width, height, left, top } = (it.closest("label") ?? it).getBoundingClientRect();
          if (width === 0 || (width >= 24 && height >= 24)) return false;
          // The picture may be smaller than what can be hit.
          const [x, y] = [left + width / 2, top + height / 2];
          const corners = [[-11, 0], [11, 0], [0, -11], [0, 11]] as const;
          return corners.some(([dx, dy]) => document.elementFromPoint(x + dx, y + dy)?.closest(controls) !== it);
        })
        .map((it) => `${it.outerHTML.slice(0, 120)} ${JSON.stringify(it.getBoundingClientRect())}`);
    });
  expect(await small()).toEqual([]);
  await ada.goTo("start");
  await ada.press("ControlOrMeta+h");
  await expect(ada.page.getByLabel("Replace with")).toBeVisible();
  expect(await small()).toEqual([]);
  await ada.press("Escape");
  await ada.button("You: Ada").click();
  expect(await small()).toEqual([]);
  await ada.press("Escape");
  await ada.button("Share").click();
  expect(await small()).toEqual([]);
});

test("at 400 percent of a small screen the bars leave room for the text, and nothing scrolls sideways", async ({ meet }) => {
  const [ada] = await fullDocument(meet);
  await ada.page.setViewportSize({ width: 320, height: 256 });
  const sideways = (): Promise<number> =>
    ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await ada.write("\nThe last line");
  expect(await sideways()).toBe(0);
  const last = ada.blocks.last();
  await expect(last).toHaveText("The last line");
  await expect(last).toBeInViewport();
  // What lies over the text leaves it half of the screen.
  const covered = await ada.page.evaluate(() => {
    const rows = Array.from({ length: 32 }, (_, row) => document.elementFromPoint(160, row * 8 + 4));
    return rows.filter((it) => it?.closest(".desk") === null).length;
  });
  expect(covered).toBeLessThanOrEqual(16);
});

test("at 400 percent dialogs, the find bar, the palette and menus can be read to their end and closed", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("some words");
  await ada.page.setViewportSize({ width: 320, height: 256 });
  /** What of the controls in a part of the page cannot be brought into view. */
  const unreachable = (part: string): Promise<string[]> =>
    ada.page.evaluate((part) => {
      const controls = document.querySelector(part)!.querySelectorAll<HTMLElement>("button, input, select, a[href], [role^=menuitem], [role=option]");
      return [...controls]
        .filter((it) => it.checkVisibility({ visibilityProperty: true }))
        .filter((it) => {
          it.scrollIntoView({ block: "nearest", inline: "nearest" });
          const { left, right, top, bottom } = it.getBoundingClientRect();
          return left < -1 || right > innerWidth + 1 || (top < -1 && bottom > innerHeight + 1) || bottom < 8 || top > innerHeight - 8;
        })
        .map((it) => it.outerHTML.slice(0, 100));
    }, part);
  const sideways = (): Promise<number> =>
    ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const opened: [string, () => Promise<void>][] = [
    ["dialog[open]", () => ada.button("Share").click()],
    ["dialog[open]", () => ada.press("ControlOrMeta+/")],
    ["dialog[open]", () => ada.press("ControlOrMeta+Shift+p")],
    [".find-bar", () => ada.press("ControlOrMeta+h")],
    [":popover-open", () => ada.button("You: Ada").click()],
    [":popover-open", () => ada.button("Paragraph style").click()],
  ];
  for (const [part, open] of opened) {
    await ada.body.focus();
    await open();
    await expect(ada.page.locator(part)).toBeVisible();
    expect(await unreachable(part), part).toEqual([]);
    expect(await sideways(), part).toBe(0);
    await ada.press("Escape");
    await expect(ada.page.locator(part)).toBeHidden();
  }
});
