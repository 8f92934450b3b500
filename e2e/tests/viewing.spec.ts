// A document that somebody may look at and not change: it is shown, selected, copied and searched, and nothing is written
// into it by any way there is.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

interface Rights {
  view_only(): void;
  write(): void;
}

const may = (person: Person, what: keyof Rights): Promise<void> =>
  person.page.evaluate((what) => (window as unknown as { __octavo: Rights }).__octavo[what](), what);

/** Somebody who may look at three paragraphs. */
async function viewer(meet: (name: string) => Promise<Person>): Promise<Person> {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one two\nthree\nfour");
  await ada.body.locator("[data-b]").first().click();
  await may(ada, "view_only");
  await expect(ada.body).toHaveAttribute("aria-readonly", "true");
  return ada;
}

const text = "one two\nthree\nfour\n";

test("nothing is changed by keys, shortcuts, paste, cut, drop, correction, composition or an extension", async ({ meet }) => {
  const ada = await viewer(meet);
  await ada.body.locator("[data-b]").first().dblclick({ position: { x: 8, y: 8 } });
  await ada.page.keyboard.type("x");
  for (const key of ["Enter", "Backspace", "Delete", "ControlOrMeta+b", "ControlOrMeta+z", "ControlOrMeta+v", "ControlOrMeta+x"]) {
    await ada.press(key);
  }
  await ada.body.evaluate((host) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", "foreign");
    dataTransfer.setData("text/html", "<b>foreign</b>");
    const init = { bubbles: true, cancelable: true };
    const { x, y } = host.querySelector("[data-b]")!.getBoundingClientRect();
    host.dispatchEvent(new ClipboardEvent("paste", { clipboardData: dataTransfer, ...init }));
    host.dispatchEvent(new ClipboardEvent("cut", { clipboardData: new DataTransfer(), ...init }));
    host.dispatchEvent(new DragEvent("drop", { dataTransfer, clientX: x + 9, clientY: y + 9, ...init }));
    const word = host.querySelector(".run")!.firstChild!;
    const targetRanges = [new StaticRange({ startContainer: word, startOffset: 0, endContainer: word, endOffset: 3 })];
    for (const inputType of ["insertReplacementText", "insertText", "deleteContentBackward", "historyUndo", "formatBold"]) {
      host.dispatchEvent(new InputEvent("beforeinput", { inputType, data: "foreign", dataTransfer, targetRanges, ...init }));
    }
    document.execCommand("insertText", false, "foreign");
    (word as Text).data = "changed";
  });
  const devtools = await ada.context.newCDPSession(ada.page);
  await devtools.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
  await devtools.send("Input.insertText", { text: "日" });
  await ada.sees(text);
  await ada.holds([{ insert: text }]);
});

test("it is selected, copied and searched, and Tab leads on", async ({ meet }) => {
  const ada = await viewer(meet);
  await ada.body.focus();
  await ada.press("ControlOrMeta+a");
  await ada.press("ControlOrMeta+c");
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe("one two\nthree\nfour");
  await ada.body.locator("[data-b]").nth(1).dblclick({ position: { x: 8, y: 8 } });
  await ada.press("ControlOrMeta+c");
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe("three");
  await ada.press("ControlOrMeta+f");
  await expect(ada.page.locator(".find-count")).toContainText("1");
  await ada.press("Escape");
  await ada.body.focus();
  await ada.press("Tab");
  await expect(ada.body).not.toBeFocused();
  await ada.sees(text);
});

test("the page says so, without tools and with a title that stays", async ({ meet }) => {
  const ada = await viewer(meet);
  await expect(ada.page.getByText("View only", { exact: true })).toBeVisible();
  await expect(ada.button("Bold")).toBeHidden();
  await expect(ada.title).toHaveJSProperty("readOnly", true);
  await may(ada, "write");
  await expect(ada.page.getByText("View only", { exact: true })).toBeHidden();
  await expect(ada.button("Bold")).toBeVisible();
  await ada.write("!");
  await ada.sees("one two\nthree\nfour!\n");
});

test("who loses the right while composing keeps what was typed, and sees the others write on", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("in ");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("in \n");
  await ada.goTo("end");
  const devtools = await ada.context.newCDPSession(ada.page);
  await devtools.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  await may(ada, "view_only");
  await ada.sees("in にほん\n");
  await ben.sees("in にほん\n");
  await ben.write("!");
  await ada.sees("in にほん!\n");
});

/** Reads in Share what the link for viewing allows, and copies it. */
async function viewLink(person: Person): Promise<string> {
  await person.button("Share").click();
  const dialog = person.page.getByRole("dialog");
  await expect(dialog.getByText("Anyone with this link can view the document, not change it.")).toBeVisible();
  await person.page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  return person.copyLink("Copy link for viewing");
}

test("whoever opens the link for viewing reads along, is seen, and cannot write, also without a network", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Ada’s words.");
  await ada.seesSaved();
  const link = await viewLink(ada);
  expect(link).not.toContain(ada.documentId);
  expect(await viewLink(ada)).toBe(link);

  const ben = await meet("Ben");
  await ben.page.goto(new URL(link).pathname);
  await expect(ben.body).toHaveText("Ada’s words.");
  await ben.sees("Ada’s words.\n");
  await expect(ben.body).toHaveAttribute("contenteditable", "false");
  await expect(ben.page.getByText("View only", { exact: true })).toBeVisible();
  await expect(ben.button("Bold")).toBeHidden();
  await expect(ben.title).toHaveJSProperty("readOnly", true);
  await expect(ada.page.getByRole("list", { name: "People here" }).getByRole("listitem")).toHaveText(/Ben/);

  await ben.body.locator("[data-b]").first().click();
  await ben.page.keyboard.type("Ben’s");
  await ada.write(" And more.");
  await ben.sees("Ada’s words. And more.\n");
  await ada.holds([{ insert: "Ada’s words. And more.\n" }]);

  // The link that he has is the one that he can give on.
  await ben.button("Share").click();
  const dialog = ben.page.getByRole("dialog");
  await expect(dialog.getByRole("textbox")).toHaveCount(1);
  await expect(dialog.getByRole("textbox")).toHaveValue(new RegExp(new URL(link).pathname));
  await ben.page.keyboard.press("Escape");

  await ben.context.setOffline(true);
  await ben.page.reload();
  await expect(ben.body).toHaveText("Ada’s words. And more.");
  await ben.sees("Ada’s words. And more.\n");
  await expect(ben.body).toHaveAttribute("contenteditable", "false");
});
