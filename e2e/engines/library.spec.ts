// The basics of the library: a folder, a document that goes into it by keys, and the trash.

import { expect, test } from "./fixtures/test.ts";

test("a document goes into a folder by keys, and from there into the trash", async ({ meet }) => {
  test.setTimeout(180_000);
  const ada = await meet("Ada");
  await ada.goTo("/new");
  await ada.canWrite();
  await ada.type("Dear Ben");
  await ada.activate("input.title");
  await ada.type("Letter");
  await ada.seesSaved();
  await ada.keepsInList("Letter");

  await ada.goTo("/?view=mine");
  await expect.poll(() => ada.listed()).toEqual(["Letter"]);
  await ada.activate(".library-head > .button");
  await expect.poll(() => ada.session.call(() => document.activeElement?.matches("dialog[open] input"))).toBe(true);
  await ada.type("Post");
  await ada.press("Enter");
  await expect.poll(() => ada.listed()).toEqual(["Letter", "Post"]);
  await ada.activate(".shelf-item:last-child .shelf-check");
  await ada.activate('.choice-bar [aria-label="Move to…"]');
  await expect.poll(() => ada.session.call(() => document.querySelectorAll("[role=treeitem]").length)).toBe(2);
  await expect.poll(() => ada.session.call(() => document.activeElement?.matches("dialog[open] [role=tree]"))).toBe(true);
  await ada.press("End", "Enter");
  await expect.poll(() => ada.listed()).toEqual(["Post"]);
  await ada.activate(".shelf-row");
  await expect.poll(() => ada.listed()).toEqual(["Letter"]);
  await ada.activate(".shelf-item .shelf-check");
  await ada.activate('.choice-bar [aria-label="Move to trash"]');
  await expect.poll(() => ada.listed()).toEqual([]);
  await ada.goTo("/?view=trash");
  await expect.poll(() => ada.listed()).toEqual(["Letter"]);
});
