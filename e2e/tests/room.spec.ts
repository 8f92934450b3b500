// Room on this device: it is said early that it runs out, and what the server has whole can go with one press.

import { expect, test } from "../fixtures/test.ts";

test("a browser that runs out of room is noticed before it is full, and room is made of what the server has", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  const startsNext = async (title: string) => {
    await ada.seesSaved();
    await ada.page.getByRole("link", { name: "All documents" }).click();
    await ada.button("New document").click();
    await ada.canWrite();
    await ada.title.fill(title);
  };
  await ada.startDocument();
  await ada.title.fill("Small");
  await startsNext("Large");
  await ada.body.focus();
  await ada.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "A long story. ".repeat(20_000));
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await startsNext("Unsent");
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.canGoOffline();
  await server.stop();
  await ada.write("only here");
  await expect(ada.saveState).toHaveText(/kept here$/);

  // As Firefox and Safari say it; Chromium has said since version 140 that 5 GB are left, however much there is.
  await ada.context.addInitScript(() => {
    StorageManager.prototype.estimate = async () => ({ usage: 1_230e6, quota: 1_300e6 });
  });
  await ada.page.reload();
  const notice = ada.page.getByRole("alert").filter({ hasText: "Room is running out on this device." });
  await expect(notice).toContainText("1,230 MB of 1,300 MB are used on this device.");
  await notice.getByRole("link", { name: "Make room…" }).click();

  const dialog = ada.page.getByRole("dialog");
  const list = dialog.getByRole("list", { name: "Documents that can go from this device" });
  await expect(list.getByRole("listitem")).toHaveText([/^Large.*kB$/, /^Small.*kB$/]);
  await testInfo.attach("room.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await dialog.getByRole("button", { name: /^Remove them/ }).click();
  await expect(list.getByRole("listitem")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Close" }).click();
  const shelf = ada.page.getByRole("list", { name: "Recent documents" }).getByRole("listitem");
  await expect(shelf).toHaveCount(1);
  await expect(shelf).toContainText("Unsent");
  await ada.page.goto(link);
  await ada.canWrite();
  await ada.sees("only here\n");
});

test("who leaves a shared computer is told what was never sent, and then nothing is left", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Draft");
  await ada.seesSaved();
  await ada.canGoOffline();
  await server.stop();
  await ada.write("never sent");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.button("You: Ada").click();
  await ada.page.getByRole("link", { name: /^On a shared computer\?/ }).click();
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog).toContainText("This was never sent, and will be lost:");
  await expect(dialog.getByRole("listitem")).toHaveText(/^Draft: \d+ changes not sent$/);
  await testInfo.attach("leaving.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(ada.page.getByText("Start with a blank page")).toBeVisible();
  const left = await ada.page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open("octavo");
      opening.onsuccess = () => done(opening.result);
    });
    const count = (store: string) =>
      new Promise<number>((done) => {
        const counting = opened.transaction(store).objectStore(store).count();
        counting.onsuccess = () => done(counting.result);
      });
    const counts = await Promise.all([...opened.objectStoreNames].map(count));
    opened.close();
    return { counts, kept: localStorage.getItem("octavo.kept"), caches: await caches.keys() };
  });
  expect(left.counts).toEqual([0, 0, 0]);
  expect(left.kept ?? "[]").toBe("[]");
  expect(left.caches).not.toContain("octavo.inbox");
});
