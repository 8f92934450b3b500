// Several tabs of one browser have the same document open: one truth, one connection, and no tab is missed when it goes.

import { type Page } from "@playwright/test";
import { SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const KEPT_HERE = /^Offline: \d+ changes? kept here$/;

/** Counts the connections to the server that a page opens and has open. */
function countsSockets(page: Page): { opened: number; open: number } {
  const count = { opened: 0, open: 0 };
  page.on("websocket", (socket) => {
    count.opened++;
    count.open++;
    socket.on("close", () => count.open--);
  });
  return count;
}

test("of several tabs one speaks with the server, and all show the same at once", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one");
  await ada.seesSaved();
  const second = await ada.anotherTab();
  const sockets = countsSockets(second.page);
  await second.page.reload();
  await second.canWrite();
  await second.sees("one\n");
  await second.write(", two");
  await ada.sees("one, two\n");
  const third = await ada.anotherTab();
  await third.write(", three");
  await ada.sees("one, two, three\n");
  await second.sees("one, two, three\n");
  for (const tab of [ada, second, third]) await tab.seesSaved();
  expect(sockets.opened).toBe(0);

  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("one, two, three\n");
  await ben.write("!");
  for (const tab of [ada, second, third]) await tab.sees("one, two, three!\n");
});

test("with the server away tabs still write in one document and say the same of what is kept", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  const second = await ada.anotherTab();
  await second.seesSaved();
  await server.kill9();
  await ada.write("a");
  await second.sees("a\n");
  await second.write("b");
  await ada.sees("ab\n");
  for (const tab of [ada, second]) await expect(tab.saveState).toHaveText("Offline: 2 changes kept here");
  const third = await ada.anotherTab();
  await third.sees("ab\n");
  await expect(third.saveState).toHaveText("Offline: 2 changes kept here");

  await server.start();
  for (const tab of [ada, second, third]) await tab.seesSaved();
});

for (const end of ["is closed", "crashes"] as const) {
  test(`when the tab that speaks with the server ${end}, another takes over`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.startDocument();
    await ada.write("first");
    await ada.seesSaved();
    const second = await ada.anotherTab();
    await second.seesSaved();
    const third = await ada.anotherTab();
    const ben = await meet("Ben");
    await ben.open(ada.page.url());
    await second.write(", second");
    await ben.sees("first, second\n");

    if (end === "crashes") await ada.crashes();
    else await ada.page.close();
    await second.write(", after");
    await ben.sees("first, second, after\n");
    await third.sees("first, second, after\n");
    await ben.write(", Ben");
    for (const tab of [second, third]) {
      await tab.sees("first, second, after, Ben\n");
      await tab.seesSaved();
    }
  });
}

test("what a tab had kept and not sent when it crashed is sent by another tab", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  const second = await ada.anotherTab();
  await second.seesSaved();
  await server.stop();
  await second.write("kept");
  await expect(second.saveState).toHaveText(KEPT_HERE);
  await ada.write("!");
  await second.sees("kept!\n");
  await expect(ada.saveState).toHaveText("Offline: 5 changes kept here");
  await second.crashes();
  await expect(ada.saveState).toHaveText("Offline: 5 changes kept here");

  await server.start();
  await ada.seesSaved();
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("kept!\n");
  // And the browser knows that it is: nothing is counted again when it is opened offline.
  await ada.canGoOffline();
  await server.stop();
  await ada.page.reload();
  await ada.canWrite();
  await expect(ada.saveState).toHaveText("Offline: everything here is saved");
});

test("what the only tab had kept when it crashed is listed by its title, and sent with no tab of that document open", async ({ meet, server }) => {
  const ada = await meet("Ada");
  // Nothing is done once a second: what is listed from a change on is kept with the change itself.
  await ada.page.addInitScript(() => {
    Object.assign(window, { setInterval: () => 0 });
  });
  await ada.startDocument();
  const link = ada.page.url();
  await ada.seesSaved();
  await server.stop();
  await expect(ada.saveState).toHaveText("Offline: everything here is saved");
  await ada.title.fill("Named");
  await expect(ada.saveState).toHaveText(KEPT_HERE);
  await ada.crashes();

  await server.start();
  const home = await ada.context.newPage();
  await home.goto("/");
  await expect(home.getByRole("list", { name: "Recent documents" })).toContainText("Named");
  const ben = await meet("Ben");
  await ben.open(link);
  await expect(ben.title).toHaveValue("Named");
});

test("all tabs of a browser are seen by the others, and each is seen to go", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("here");
  const second = await ada.anotherTab();
  await second.goTo("end");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await expect(ben.caretOf("Ada")).toHaveCount(2);
  await ben.goTo("start");
  await expect(ada.caretOf("Ben")).toHaveCount(1);
  await expect(second.caretOf("Ben")).toHaveCount(1);
  await second.crashes();
  await expect(ben.caretOf("Ada")).toHaveCount(1);
  await ben.page.close();
  await expect(ada.caretOf("Ben")).toHaveCount(0);
});

test("a tab that speaks for the others and does not answer has the lead taken away, and is a follower when it is back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("before");
  await ada.seesSaved();
  const second = await ada.anotherTab();
  await second.seesSaved();
  // As a dialog of the browser's does it.
  const debug = await ada.context.newCDPSession(ada.page);
  await debug.send("Debugger.enable");
  await debug.send("Debugger.pause");
  await second.write(", meanwhile");
  await expect(second.saveState).toHaveText(SAVED, { timeout: 30_000 });
  const ben = await meet("Ben");
  await ben.open(second.page.url());
  await ben.sees("before, meanwhile\n");

  await debug.send("Debugger.disable");
  await ada.sees("before, meanwhile\n");
  await ada.write("!");
  await ben.sees("before, meanwhile!\n");
  await ada.seesSaved();
});

test("a tab of an older version is asked to be loaded again when a newer one takes the storage over", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("old");
  await ada.seesSaved();
  const newer = await ada.context.newPage();
  await newer.goto("/healthz");
  await newer.evaluate(
    () =>
      new Promise<void>((upgraded, failed) => {
        const opening = indexedDB.open("octavo", 1_000);
        opening.onsuccess = () => upgraded();
        opening.onblocked = opening.onerror = () => failed(new Error("an older tab does not let go of the storage"));
      }),
  );
  await expect(ada.page.getByRole("alert")).toContainText("A newer version of Octavo is open");
  await expect(ada.page.getByRole("alert").getByRole("button")).toHaveText(/[Rr]eload|[Ll]oad/);
  // What is written all the same goes to the server.
  await ada.write("!");
  await ada.seesSaved();
});
