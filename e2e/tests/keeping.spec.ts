// What the page says of where the text is kept is the truth when a disk fails: the browser's or the server's.

import { expect, test } from "../fixtures/test.ts";

test("where the browser keeps nothing the page says so, and one can write as long as one is connected", async ({
  meet,
}) => {
  const ada = await meet("Ada");
  await ada.context.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  await ada.startDocument();
  await expect(ada.page.getByRole("alert")).toContainText("keeps nothing on this device");
  await ada.write("Only at the server.");
  await ada.seesSaved();
  await ada.page.reload();
  await expect(ada.body).toContainText("Only at the server.");
});

test("a browser without room says so, and all is on this device once there is room again", async ({ meet, server }) => {
  test.setTimeout(120_000);
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  const browser = await ada.context.newCDPSession(ada.page);
  const quota = (bytes?: number) => browser.send("Storage.overrideQuotaForOrigin", { origin: ada.origin, quotaSize: bytes });
  await quota(1_000);
  await ada.write("Too much.");
  // For half a minute Chromium goes by the room that there was.
  await expect(async () => {
    await ada.write("x");
    await expect(ada.page.getByRole("alert")).toContainText("no room left on this device", { timeout: 2_000 });
  }).toPass({ timeout: 45_000 });
  await ada.seesSaved();

  await quota();
  await expect(ada.page.getByRole("alert")).toBeEmpty();
  await ada.page.evaluate(() => navigator.serviceWorker.ready);
  await server.stop();
  await ada.page.reload();
  await expect(ada.body).toContainText("Too much.");
});

test("that a server cannot store is said, and what was written is still there after a reload", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  await ada.page.routeWebSocket(/\/ws\//, (socket) =>
    socket.onMessage(() => socket.close({ code: 1011, reason: "the disk is full" })),
  );
  await ada.page.reload();
  await ada.write("Kept here.");
  await expect(ada.saveState).toHaveText("Not saved on the server: it could not write the change down. Kept here.");
  await ada.page.reload();
  await expect(ada.body).toContainText("Kept here.");
});

test("a document that is gone from the server can still be read where it was opened", async ({ meet, server }) => {
  const [ada, ben] = [await meet("Ada"), await meet("Ben")];
  await ada.startDocument();
  await ada.write("For the record.");
  await ada.seesSaved();
  await ben.open(ada.page.url());
  await expect(ben.body).toContainText("For the record.");
  await ben.seesSaved();

  await ben.page.routeWebSocket(/\/ws\//, (socket) => socket.close({ code: 4404, reason: "no such document" }));
  await ben.page.reload();
  await expect(ben.page.getByRole("alert")).toContainText("no longer on the server");
  await expect(ben.body).toContainText("For the record.");
  await ben.page.getByRole("link", { name: "All documents" }).last().click();
  await expect(ben.button("New document")).toBeVisible();
  expect(server.log).not.toContain("panicked");
});

test("many changes are folded into one record, and nothing is missing", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("x".repeat(60));
  await ada.seesSaved();
  const records = () =>
    ada.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const opening = indexedDB.open("octavo");
          opening.onsuccess = () => {
            const counting = opening.result.transaction("updates").objectStore("updates").count();
            counting.onsuccess = () => (opening.result.close(), resolve(counting.result));
          };
        }),
    );
  expect(await records()).toBeGreaterThan(60);
  // The marks of what is saved are written once a second; only saved changes are folded.
  await expect
    .poll(async () => {
      await ada.page.reload();
      await expect(ada.body).toContainText("x".repeat(60));
      return records();
    })
    .toBeLessThan(5);
});
