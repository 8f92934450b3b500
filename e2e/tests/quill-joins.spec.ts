// A page of npm's yjs, y-websocket, quill and y-quill in the same document as our editor. The server is as it ships: the
// document was made by our app, and the foreign client knows nothing but its id.

import { expect, test } from "../fixtures/test.ts";

test("our editor and a plain Quill write and format one document, and end with the same Delta", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.chooseStyle("Heading 1");
  await ada.page.keyboard.type("Shopping\n");
  await ada.button("Bulleted list").click();
  await ada.page.keyboard.type("apples\n");
  await ada.button("Italic").click();
  await ada.page.keyboard.type("pears");
  await ada.button("Italic").click();
  await ada.seesSaved();

  const quill = await joinAsPeer(ada.documentId, "Quill");
  await expect(quill.body.locator("h1")).toHaveText("Shopping");
  await expect(quill.body.locator("li")).toHaveText(["apples", "pears"]);
  await expect(quill.body.locator("em")).toHaveText("pears");

  await quill.edit((editor) => {
    editor.insertText("Shopping\n".length, "fresh ", { bold: true }, "user");
    editor.formatText(0, 4, "underline", true, "user");
    editor.insertText(editor.getLength() - 1, ", plums", "user");
  });
  await ada.sees("Shopping\nfresh apples\npears, plums\n");
  await expect(ada.marked("bold")).toHaveText(["fresh "]);
  await expect(ada.marked("underline")).toHaveText(["Shop"]);

  await quill.body.click();
  await quill.page.keyboard.press("ControlOrMeta+End");
  await ada.goTo("start");
  await Promise.all([
    quill.page.keyboard.type(" and QUILL types", { delay: 10 }),
    ada.page.keyboard.type("OUR EDITOR types: ", { delay: 10 }),
  ]);
  const text = "OUR EDITOR types: Shopping\nfresh apples\npears, plums and QUILL types\n";
  await ada.sees(text);
  await quill.sees(text);

  const delta = await ada.delta();
  expect(await quill.yjsDelta()).toEqual(delta);
  expect(await quill.quillDelta()).toEqual(delta);
});

test("our editor and a plain Quill see each other's carets", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("words");
  await ada.seesSaved();
  const quill = await joinAsPeer(ada.documentId, "Quill");
  await quill.body.click();
  await quill.page.keyboard.press("ControlOrMeta+End");
  await expect(ada.caretOf("Quill")).toBeVisible();

  await ada.press("ArrowLeft");
  const names = (): Promise<unknown[]> =>
    quill.page.evaluate(() => {
      const { provider } = window as unknown as import("../peer/main.ts").PeerWindow;
      return [...provider.awareness.getStates().values()].map((state) => [state.user?.name, Boolean(state.cursor)]);
    });
  await expect.poll(names).toContainEqual(["Ada", true]);
});

test("Undo in our editor leaves what a plain Quill wrote", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("ours");
  await ada.seesSaved();
  const quill = await joinAsPeer(ada.documentId, "Quill");
  await quill.edit((editor) => editor.insertText(2, "THEIRS", "user"));
  await ada.sees("ouTHEIRSrs\n");
  await ada.press("ControlOrMeta+z", 4);
  await ada.sees("THEIRS\n");
  await quill.sees("THEIRS\n");
});
