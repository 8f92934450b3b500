// What was written is there: after a reload, a day later, from another browser.

import { SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

test("it is there after a reload", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.button("Bold").click();
  await ada.page.keyboard.type("Still here");
  const written = await ada.delta();
  // Not waiting for anything: what is on the screen is on its way to the disk.
  await ada.page.reload();
  await ada.canWrite();
  await ada.sees("Still here\n");
  expect(await ada.delta()).toEqual(written);
  await ada.seesSaved();
});

test("it is there a day later, in the list of documents and by the link", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Diary");
  await ada.write("Dear diary");
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.page.close();
  await server.stop();
  await server.start();

  const tomorrow = await ada.context.newPage();
  await tomorrow.clock.setSystemTime(Date.now() + 24 * 60 * 60 * 1000);
  await tomorrow.goto("/");
  const entry = tomorrow.getByRole("list", { name: "Recent documents" }).getByRole("link");
  await expect(entry).toContainText("Opened yesterday");
  await entry.click();
  await expect(tomorrow.getByRole("textbox", { name: "Document", exact: true })).toHaveText("Dear diary");
  await expect(tomorrow.getByRole("status")).toHaveText(SAVED);

  const ben = await meet("Ben");
  await ben.open(link);
  await ben.sees("Dear diary\n");
  await expect(ben.title).toHaveValue("Diary");
});

test("a second tab of the same browser writes in the same document", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("first tab");
  await ada.seesSaved();
  const second = await ada.context.newPage();
  await second.goto(ada.page.url());
  const body = second.getByRole("textbox", { name: "Document", exact: true });
  await expect(body).toHaveText("first tab");
  await body.focus();
  await second.keyboard.press("ControlOrMeta+End");
  await second.keyboard.type(", second tab");
  await ada.sees("first tab, second tab\n");
  await expect(second.getByRole("status")).toHaveText(SAVED);
});
