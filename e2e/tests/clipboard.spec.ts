// What pasting means depends on where it happens.

import type { Person } from "../fixtures/person.ts";
import { test } from "../fixtures/test.ts";

async function paste(person: Person, text: string, html?: string): Promise<void> {
  await person.body.evaluate(
    (host, [text, html]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text ?? "");
      if (html) clipboardData.setData("text/html", html);
      host.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [text, html] as const,
  );
}

test("an address that is pasted over words makes a link of them, and one undo takes it off", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("see here");
  await ada.press("Shift+ArrowLeft", 4);
  await paste(ada, "https://example.org/a?b=c");
  await ada.holds([
    { insert: "see " },
    { insert: "here", attributes: { link: "https://example.org/a?b=c" } },
    { insert: "\n" },
  ]);
  await ada.press("ControlOrMeta+z");
  await ada.holds([{ insert: "see here\n" }]);
});

test("words that only begin like an address take the place of the selection", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("see here");
  await ada.press("Shift+ArrowLeft", 4);
  await paste(ada, "https://example.org is down");
  await ada.sees("see https://example.org is down\n");
});

test("what is pasted into inline code is text", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("ControlOrMeta+e");
  await ada.page.keyboard.type("ab");
  await ada.press("ArrowLeft");
  await paste(ada, "x < y", "<b>x</b> &lt; y");
  await ada.holds([{ insert: "ax < yb", attributes: { code: true } }, { insert: "\n" }]);
});
