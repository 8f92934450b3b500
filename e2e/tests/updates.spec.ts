// A new version of the app: it is fetched in the background and offered, and nothing happens to a page in which somebody writes.

import { type Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

/** Looks for a new version now, as the app does every hour. */
async function looksForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update().catch(() => {});
  });
}

/** The caches of versions of the app that are there. */
function versions(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("octavo-")).sort());
}

test("a new version is offered and waits until it is taken", async ({ meet, release }) => {
  const ada = await meet("Ada", release);
  await ada.startDocument();
  await ada.canGoOffline();
  await ada.write("In the middle of a");
  const second = await ada.anotherTab();

  release.publish();
  await looksForUpdate(ada.page);
  const offer = ada.page.getByText("A new version of Octavo is ready.");
  await expect(offer).toBeVisible();
  await ada.page.keyboard.type(" sentence");
  await ada.sees("In the middle of a sentence\n");
  await ada.button("Later").click();
  await expect(offer).toBeHidden();
  await ada.write(".");

  await expect(second.page.getByText("A new version of Octavo is ready.")).toBeVisible();
  const loaded = second.page.waitForEvent("load");
  await second.button("Update now").click();
  await loaded;
  await second.canWrite();
  await second.sees("In the middle of a sentence.\n");
  await expect.poll(() => versions(second.page)).toEqual([expect.stringMatching(/-1$/)]);

  // The other tab was not touched, and is told that it is the older one now.
  await ada.sees("In the middle of a sentence.\n");
  await expect(offer).toBeVisible();
  await ada.write("!");
  await second.sees("In the middle of a sentence.!\n");
});

test("a new version that is there is taken when the page is loaded, before anything is typed", async ({ meet, release }) => {
  const ada = await meet("Ada", release);
  await ada.startDocument();
  await ada.canGoOffline();
  await ada.page.reload();
  await ada.canWrite();
  await ada.write("kept");
  release.publish();
  await looksForUpdate(ada.page);
  await expect(ada.button("Update now")).toBeVisible();
  await ada.page.reload();
  const isTaken = expect.poll(() => versions(ada.page).catch(() => []));
  await isTaken.toEqual([expect.stringMatching(/-1$/)]);
  await ada.canWrite();
  await ada.sees("kept\n");
});

test("a new version that cannot be fetched leaves the old one working, offline too", async ({ meet, release, server }) => {
  const ada = await meet("Ada", release);
  await ada.startDocument();
  await ada.canGoOffline();
  await ada.write("old and well");
  await ada.seesSaved();
  release.publish();
  release.isBroken = true;
  await looksForUpdate(ada.page);
  await ada.page.reload();
  await ada.canWrite();
  await ada.sees("old and well\n");
  await expect(ada.button("Update now")).toHaveCount(0);
  await server.stop();
  await ada.page.reload();
  await ada.canWrite();
  await ada.sees("old and well\n");
});
