// A browser whose storage opens and then does not answer: another page may hold it, and a disk that is too busy looks the
// same. The page goes on without it, says so, and takes it in when it answers after all.

import { type Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const SILENT = "The storage of this browser does not answer.";

/** From now on whatever is asked of the storage waits, in all tabs: one transaction has all of it and does not end until the answered function is called. */
async function silences(person: Person): Promise<() => Promise<void>> {
  const holder = await person.context.newPage();
  await holder.goto("/icon.svg");
  await holder.evaluate(
    () =>
      new Promise<void>((holding) => {
        const opening = indexedDB.open("octavo");
        opening.onsuccess = () => {
          const names = [...opening.result.objectStoreNames];
          const store = opening.result.transaction(names, "readwrite").objectStore(names[0]!);
          let isOver = false;
          Object.assign(window, { letGo: () => (isOver = true) });
          const ask = () => {
            if (!isOver) store.count().onsuccess = ask;
          };
          store.count().onsuccess = () => (ask(), holding());
        };
      }),
  );
  return async () => {
    await holder.evaluate(() => (window as unknown as { letGo(): void }).letGo());
    await holder.close();
  };
}

/** With no server, what is written behind `text` is on this device with all before it, also after a reload. */
async function keepsOffline(person: Person, text: string): Promise<void> {
  await person.write(", offline");
  await expect(person.saveState).toHaveText(/kept here$/);
  await person.page.reload();
  await person.canWrite();
  await person.sees(`${text}, offline\n`);
}

test("where the storage does not answer a document comes from the server, and all is on this device once it does", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("kept");
  await ada.seesSaved();
  await ada.canGoOffline();
  const answersAgain = await silences(ada);
  await ada.page.reload();
  const notice = ada.page.getByRole("alert").filter({ hasText: SILENT });
  await expect(notice).toBeVisible();
  await ada.canWrite();
  await ada.sees("kept\n");
  await ada.write(", more");
  await ada.seesSaved();
  await ada.button("Where this document is kept").click();
  await expect(ada.page.getByRole("group", { name: "Where this document is kept" })).toContainText("On this device: not everything");
  await testInfo.attach("silent.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await ada.page.keyboard.press("Escape");

  await answersAgain();
  await expect(notice).toBeHidden();
  await server.stop();
  await keepsOffline(ada, "kept, more");
});

test("what is written while the storage takes nothing any more goes to the server, and is on this device once it does again", async ({ meet, server }) => {
  const [ada, ben] = [await meet("Ada"), await meet("Ben")];
  await ada.startDocument();
  await ada.write("kept");
  await ada.seesSaved();
  await ada.canGoOffline();
  await ben.open(ada.page.url());
  const answersAgain = await silences(ada);
  await ada.write(", not kept");
  const notice = ada.page.getByRole("alert").filter({ hasText: SILENT });
  await expect(notice).toBeVisible();
  await ada.seesSaved();
  await ben.sees("kept, not kept\n");
  await ada.write(", nor this");
  await ben.sees("kept, not kept, nor this\n");

  await answersAgain();
  await expect(notice).toBeHidden();
  await server.stop();
  await keepsOffline(ada, "kept, not kept, nor this");
  await server.start();
  await ada.seesSaved();
  await ben.sees("kept, not kept, nor this, offline\n");
});

test("with the storage silent and no network nothing is claimed, and the document opens when the storage answers", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("only here");
  await ada.seesSaved();
  await ada.canGoOffline();
  await server.stop();
  await ada.write(" and there");
  await expect(ada.saveState).toHaveText(/kept here$/);
  const answersAgain = await silences(ada);
  await ada.page.reload();
  await expect(ada.page.getByText("What this device has of this document cannot be read just now.")).toBeVisible();
  await expect(ada.saveState).toHaveText("Not connected");
  await expect(ada.page.getByRole("alert").filter({ hasText: SILENT })).toBeVisible();
  await testInfo.attach("silent-offline.png", { body: await ada.page.screenshot(), contentType: "image/png" });

  await answersAgain();
  await ada.canWrite();
  await ada.sees("only here and there\n");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await server.start();
  await ada.seesSaved();
});

test("a document that is made while the storage does not answer is in this tab alone, and on this device once it answers", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await ada.page.goto("/");
  await ada.button("New document").waitFor();
  await ada.canGoOffline();
  await server.stop();
  const answersAgain = await silences(ada);
  await ada.page.goto("/");
  await expect(ada.page.getByRole("heading", { name: SILENT })).toBeVisible();
  await testInfo.attach("silent-home.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await ada.button("New document").click();
  await ada.canWrite();
  await ada.write("made without");
  await expect(ada.saveState).toHaveText(/only in this tab$/);

  await answersAgain();
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.page.goto("/");
  await ada.page.getByRole("list", { name: "Recent documents" }).getByRole("link").click();
  await ada.canWrite();
  await ada.sees("made without\n");
  await server.start();
  await ada.seesSaved();
});
