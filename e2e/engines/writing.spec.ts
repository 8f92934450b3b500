// What a person does all day, in a browser that is not Chromium.

import { expect, test } from "./fixtures/test.ts";

test("letters, Enter and Backspace", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.type("Dear reader,");
  await ada.press("Enter");
  await ada.type("thank youu");
  await ada.press("Backspace");
  await ada.sees("Dear reader,\nthank you\n");
  await ada.press("Home", "Backspace");
  await ada.sees("Dear reader,thank you\n");
  await ada.press("Shift+Enter");
  await ada.sees("Dear reader,\u2028thank you\n");
  await ada.press("Control+Home", "Delete");
  await ada.sees("ear reader,\u2028thank you\n");
});

test("marks by shortcut, and undo and redo", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.press("Control+b");
  await ada.type("bold");
  await ada.press("Control+b");
  await ada.type(" plain");
  await ada.holds([{ insert: "bold", attributes: { bold: true } }, { insert: " plain\n" }]);
  await ada.press("Control+z");
  await ada.sees("\n");
  await ada.press("Control+y");
  await ada.press("Control+a", "Control+i");
  await ada.holds([
    { insert: "bold", attributes: { bold: true, italic: true } },
    { insert: " plain", attributes: { italic: true } },
    { insert: "\n" },
  ]);
});

test("copy and paste keep what was formatted", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.press("Control+u");
  await ada.type("one");
  await ada.press("Control+a", "Control+c", "ArrowRight", "Enter", "Control+v");
  await ada.holds([
    { insert: "one", attributes: { underline: true } },
    { insert: "\n" },
    { insert: "one", attributes: { underline: true } },
    { insert: "\n" },
  ]);
});

test("pasted HTML from elsewhere is text and marks, and nothing of it runs", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.paste("text/html", '<p>from <b onclick="hacked=1">afar</b><img src=x onerror="hacked=1"></p>');
  await expect.poll(() => ada.shownText()).toContain("from afar");
  expect(await ada.delta()).toContainEqual({ insert: "afar", attributes: { bold: true } });
  expect(await ada.session.call(() => "hacked" in window)).toBe(false);
});

test("an emoji of several characters goes at once", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.paste("text/plain", "a👨‍👩‍👧🇩🇪b");
  await ada.sees("a👨‍👩‍👧🇩🇪b\n");
  await ada.press("ArrowLeft", "Backspace");
  await ada.sees("a👨‍👩‍👧b\n");
  await ada.press("Backspace");
  await ada.sees("ab\n");
});

test("Ctrl+Home and Ctrl+End go to the ends of a long document, words go by Ctrl", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.paste("text/plain", Array.from({ length: 400 }, (_, index) => `Line ${index}`).join("\n"));
  await expect.poll(() => ada.shownText()).toContain("Line 399\n");
  const length = (await ada.shownText()).length;
  await ada.press("Control+Home");
  expect(await ada.selection()).toEqual([0, 0]);
  await ada.type("<");
  await ada.press("Control+End");
  expect(await ada.selection()).toEqual([length, length]);
  await ada.type(" end");
  await ada.press("Control+Backspace");
  expect(await ada.shownText()).toMatch(/^<Line 0\n.*Line 398\nLine 399 \n$/s);
  await ada.press("Control+a", "Backspace");
  await ada.sees("\n");
});

test("Escape, then Tab, leaves the text", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.type("a");
  await ada.press("Tab");
  await ada.sees("a\t\n");
  await ada.press("Escape", "Tab");
  expect(await ada.session.call(() => document.activeElement?.getAttribute("role"))).not.toBe("textbox");
  await ada.sees("a\t\n");
});

test("a key is heard also when the page has only just opened", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  const isTaken = await ada.session.call(() => {
    const tab = new KeyboardEvent("keydown", { key: "Tab", code: "Tab", bubbles: true, cancelable: true });
    Object.defineProperty(tab, "timeStamp", { value: 1 });
    return !document.querySelector('[role="textbox"][contenteditable="true"]')?.dispatchEvent(tab);
  });
  expect(isTaken).toBe(true);
  await ada.sees("\t\n");
});
