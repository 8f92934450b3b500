// An input method, by which most of the world writes: the browser shows letters that are not chosen yet.

import type { CDPSession } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

/** Shows `text` as being composed, as an input method does at each key. */
async function compose(devtools: CDPSession, text: string): Promise<void> {
  await devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
}

test("what an input method composes is written once, and undone at once", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("in ");
  const devtools = await ada.context.newCDPSession(ada.page);
  for (const step of ["に", "にほ", "にほん"]) await compose(devtools, step);
  await expect(ada.body).toHaveText("in にほん");
  await devtools.send("Input.insertText", { text: "日本" });
  await ada.sees("in 日本\n");
  await ada.holds([{ insert: "in 日本\n" }]);

  await ada.page.keyboard.type("!");
  await ada.sees("in 日本!\n");
  await ada.press("ControlOrMeta+z", 2);
  await ada.sees("in \n");
});

test("others write in the same paragraph while somebody composes, and both texts are there", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("|");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("|\n");

  const devtools = await ada.context.newCDPSession(ada.page);
  await compose(devtools, "か");
  await ben.goTo("start");
  await ben.page.keyboard.type("Ben");
  await ben.press("Enter");
  await ben.seesSaved();
  await compose(devtools, "かん");
  await devtools.send("Input.insertText", { text: "漢" });

  await ada.sees("Ben\n|漢\n");
  await ben.sees("Ben\n|漢\n");
});

test("a composition that is given up leaves nothing", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("left");
  const devtools = await ada.context.newCDPSession(ada.page);
  await compose(devtools, "ni");
  await compose(devtools, "");
  await ada.page.keyboard.type(" alone");
  await ada.sees("left alone\n");
});

test("a composition over selected text takes its place", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.button("Bold").click();
  await ada.page.keyboard.type("old");
  await ada.press("Shift+ArrowLeft", 3);
  const devtools = await ada.context.newCDPSession(ada.page);
  await compose(devtools, "に");
  await devtools.send("Input.insertText", { text: "日" });
  await ada.sees("日\n");
});
