// Weeks without a network: what others did meanwhile and what was written here become one, and nobody is asked anything.

import { SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const WEEKS = 21 * 24 * 60 * 60 * 1000;

test("after weeks offline 5,000 changes of others and one's own merge without a question", async ({ meet, joinAsPeer, network }) => {
  const ada = await meet("Ada", network);
  await ada.startDocument();
  await ada.write("Agenda");
  await ada.seesSaved();
  await ada.canGoOffline();
  const link = ada.page.url();
  const id = ada.documentId;
  await network.cut();
  await ada.write(", from the ship");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.page.close();

  const quill = await joinAsPeer(id, "Quill");
  // Each is a transaction of its own, as 5,000 keys and clicks are.
  await quill.edit((editor) => {
    for (let change = 0; change < 2_500; change++) {
      editor.insertText(editor.getLength() - 1, `${change}\n`, "user");
      editor.formatText(editor.getLength() - 4, 2, "bold", true, "user");
    }
  });
  await expect.poll(() => quill.text()).toContain("2499\n");

  const page = await ada.context.newPage();
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await page.clock.install({ time: Date.now() + WEEKS });
  await page.goto(new URL(link).pathname);
  const text = page.getByRole("textbox", { name: "Document", exact: true });
  await expect(text).toHaveAttribute("contenteditable", "true");
  await expect(text).toContainText("Agenda, from the ship");
  await network.restore();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(page.getByRole("status")).toHaveText(SAVED);
  const there = () => page.evaluate(() => (window as unknown as { __octavo: { dom_text(): string } }).__octavo.dom_text());
  await expect.poll(() => quill.text()).toContain(", from the ship");
  await expect.poll(there).toBe(await quill.text());
  expect(asked).toEqual([]);
  await expect(page.getByRole("alert")).toBeEmpty();
  await expect(page.locator("dialog[open]")).toHaveCount(0);
});
