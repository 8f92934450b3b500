// What the page says of where the words are is what is known, and no more: on this device, at the server, before whose eyes.

import { SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

test("it says who has what was written before them, and not of a page that nobody looks at", async ({ meet }) => {
  const [ada, ben] = [await meet("Ada"), await meet("Ben")];
  await ada.startDocument();
  await ada.write("alone");
  await expect(ada.saveState).toHaveText("Saved on the server");
  await ben.open(ada.page.url());
  await ben.sees("alone\n");
  await ada.write("!");
  await expect(ada.saveState).toHaveText("Seen by Ben (guest)");

  // His tab is in the background from now on.
  const look = (hidden: boolean) =>
    ben.page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await look(true);
  await ada.write("?");
  await ben.sees("alone!?\n");
  await expect(ada.saveState).toHaveText("Saved on the server");
  // Deleted text counts too.
  await ada.page.keyboard.press("Backspace");
  await ben.sees("alone!\n");
  await expect(ada.saveState).toHaveText("Saved on the server");
  await look(false);
  await expect(ada.saveState).toHaveText("Seen by Ben (guest)");
  // Ben has written nothing himself that anybody could have seen.
  await expect(ben.saveState).toHaveText("Saved on the server");
});

test("with a foreign client in the document nothing is claimed of it", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const quill = await joinAsPeer(ada.documentId, "Quill");
  await expect(ada.page.getByRole("list", { name: "People here" }).getByRole("listitem")).toHaveCount(1);
  await ada.write("hello");
  await expect.poll(() => quill.text()).toBe("hello\n");
  await expect(ada.saveState).toHaveText("Saved on the server");
});

test("pressed, the status says of each place what is there", async ({ meet, server }, testInfo) => {
  const [ada, ben] = [await meet("Ada"), await meet("Ben")];
  await ada.startDocument();
  await ben.open(ada.page.url());
  await ada.write("here and there");
  await expect(ada.saveState).toHaveText("Seen by Ben (guest)");
  await ada.button("Where this document is kept").click();
  const places = ada.page.getByRole("group", { name: "Where this document is kept" });
  await expect(places.getByRole("listitem").filter({ hasText: "On this device: everything" })).toBeVisible();
  await expect(places).toContainText("On the server: everything you wrote");
  await expect(places).toContainText("everything you wrote: Ben");
  await testInfo.attach("places.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await server.stop();
  await ada.page.keyboard.press("Escape");
  await ada.write(".");
  await expect(ada.saveState).toHaveText("Offline: 1 change kept here");
  await ada.button("Where this document is kept").click();
  await expect(places).toContainText("On the server: all but one change");
  await expect(places).not.toContainText("Ben");
  await server.start();
  await expect(ada.saveState).toHaveText(SAVED);
});

test("the browser is asked at the first edit to keep what is here, and its answer is shown", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.context.addInitScript(() => {
    let asked = 0;
    StorageManager.prototype.persisted = async () => asked > 0;
    StorageManager.prototype.persist = async () => ++asked > 0;
    Object.assign(window, { asked: () => asked });
  });
  const asked = () => ada.page.evaluate(() => (window as unknown as { asked(): number }).asked());
  await ada.startDocument();
  await ada.button("Where this document is kept").click();
  const places = ada.page.getByRole("group", { name: "Where this document is kept" });
  await expect(places).toContainText("This browser may remove it when it runs out of room");
  expect(await asked()).toBe(0);
  await ada.page.keyboard.press("Escape");
  await ada.write("mine");
  await expect.poll(asked).toBe(1);
  await ada.button("Where this document is kept").click();
  await expect(places).toContainText("This browser has promised to keep it");
});

test("the icon of the app counts the documents with unsent changes", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.context.addInitScript(() => {
    const badge = (count: number) => async () => void localStorage.setItem("test.badge", String(count));
    Object.assign(Navigator.prototype, {
      setAppBadge: (count: number) => badge(count)(),
      clearAppBadge: badge(0),
    });
  });
  const badge = () => ada.page.evaluate(() => localStorage.getItem("test.badge"));
  await ada.startDocument();
  await ada.seesSaved();
  await server.stop();
  await ada.write("on the train");
  await expect.poll(badge).toBe("1");
  await server.start();
  await ada.seesSaved();
  await expect.poll(badge).toBe("0");
});
