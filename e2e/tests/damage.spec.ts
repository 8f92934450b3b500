// A device that loses or spoils what it was given to keep: the person is told, the document comes from the server, and what was
// never sent is saved as far as it can be read.

import { type Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

/** Spoils the records of the storage that `chosen` picks, by its place among all; "bytes" changes a byte, "all" leaves nothing. */
async function spoils(page: Page, chosen: "first" | "last", how: "bytes" | "all"): Promise<void> {
  await page.goto("/icon.svg");
  await page.evaluate(
    ([chosen, how]) =>
      new Promise<void>((done, failed) => {
        const opening = indexedDB.open("octavo");
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("updates", "readwrite");
          const cursor = transaction.objectStore("updates").openCursor(null, chosen === "first" ? "next" : "prev");
          cursor.onsuccess = () => {
            const record = cursor.result!.value as { update?: Uint8Array };
            if (how === "all") delete record.update;
            else record.update![record.update!.length - 2]! ^= 0x55;
            cursor.result!.update(record);
          };
          transaction.oncomplete = () => (opening.result.close(), done());
        };
      }),
    [chosen, how] as const,
  );
}

test("a document whose beginning is spoiled comes whole from the server, with what was never sent", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one");
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.canGoOffline();
  await server.stop();
  await ada.write(" two");
  await expect(ada.saveState).toHaveText("Offline: 4 changes kept here");
  await server.start();
  await ada.seesSaved();
  await server.stop();
  await ada.write(" three");
  await expect(ada.saveState).toHaveText("Offline: 6 changes kept here");
  await spoils(ada.page, "first", "all");

  await server.start();
  await ada.open(link);
  await ada.sees("one two three\n");
  await ada.seesSaved();
  await expect(ada.page.getByRole("alert")).toContainText("nothing of yours is missing");
  // And it is mended: the next time nothing is said, with no network too.
  await expect(async () => {
    await ada.page.reload();
    await ada.canWrite();
    await ada.seesSaved();
    await expect(ada.page.getByRole("alert")).toBeEmpty();
  }).toPass();
  await server.stop();
  await ada.page.reload();
  await ada.canWrite();
  await ada.sees("one two three\n");
});

test("an unsent change that cannot be read any more is counted as lost, and the rest is saved", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("safe");
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.canGoOffline();
  await server.stop();
  await ada.write("123");
  await expect(ada.saveState).toHaveText("Offline: 3 changes kept here");
  await spoils(ada.page, "last", "bytes");

  await ada.page.goto(link);
  await expect(ada.page.getByRole("alert")).toContainText("The rest comes from the server as soon as there is a network.");
  await ada.canWrite();
  await ada.sees("safe12\n");
  await server.start();
  await ada.seesSaved();
  await expect(ada.page.getByRole("alert")).toContainText("One change that was never sent could not be read any more.");
  const ben = await meet("Ben");
  await ben.open(link);
  await ben.sees("safe12\n");
});

test("a browser that has removed everything says what was at risk, and the rest comes from the server", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Sent");
  await ada.seesSaved();
  await ada.page.goto("/");
  await ada.startDocument();
  await ada.title.fill("Half sent");
  await ada.write("a");
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.canGoOffline();
  await server.stop();
  await ada.write("b");
  await expect(ada.saveState).toHaveText("Offline: 1 change kept here");
  await ada.page.goto("/");
  await expect(ada.page.getByText("1 change not sent")).toBeVisible();
  await ada.page.goto("/icon.svg");
  // As Chromium clears a site's storage to make room: what is small stays.
  const session = await ada.context.newCDPSession(ada.page);
  const origin = new URL(ada.origin).origin;
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb,cache_storage,service_workers" });

  await server.start();
  await ada.page.goto("/");
  const told = ada.page.getByRole("alert").filter({ hasText: "The browser has removed what was kept on this device." });
  await expect(told.getByRole("listitem")).toHaveCount(2);
  await expect(told.getByRole("listitem").filter({ hasText: "Half sent" })).toContainText("one change was never sent and is lost");
  await expect(told.getByRole("listitem").filter({ hasText: /^Sent/ })).not.toContainText("lost");
  await testInfo.attach("evicted.png", { body: await ada.page.screenshot(), contentType: "image/png" });

  await ada.page.goto(link);
  await expect(ada.page.getByRole("alert")).toContainText("One change that was never sent is lost.");
  await ada.canWrite();
  await ada.sees("a\n");
  await ada.page.goto("/");
  await expect(told.getByRole("listitem")).toHaveCount(1);
  await told.getByRole("button", { name: "Got it" }).click();
  await ada.page.reload();
  await expect(ada.page.getByRole("list", { name: "Recent documents" })).toContainText("Half sent");
  await expect(told).toHaveCount(0);
});
