// Without a server and without a network: the app opens, writing goes on, and the page says where the words are.

import { SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const KEPT_HERE = /^Offline: \d+ changes? kept here$/;

test("with the server away a document opens after a reload, can be written in, and is saved when it is back", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("online");
  await ada.seesSaved();
  await ada.canGoOffline();
  const link = ada.page.url();

  await server.stop();
  await expect(ada.saveState).toHaveText("Offline: everything here is saved");
  await ada.page.reload();
  await ada.canWrite();
  await ada.sees("online\n");
  await expect(ada.saveState).toHaveText("Offline: everything here is saved");
  await ada.write(", offline");
  await expect(ada.saveState).toHaveText(KEPT_HERE);
  await ada.page.reload();
  await ada.canWrite();
  await ada.sees("online, offline\n");
  await expect(ada.saveState).toHaveText(KEPT_HERE);

  await server.start();
  await ada.seesSaved();
  const ben = await meet("Ben");
  await ben.open(link);
  await ben.sees("online, offline\n");
});

test("a document that is made offline is on the server as soon as there is one", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/");
  await expect(ada.button("New document")).toBeVisible();
  await ada.canGoOffline();
  await server.stop();

  await ada.page.reload();
  await ada.button("New document").click();
  await ada.canWrite();
  await ada.title.fill("On the train");
  await ada.write("No network here");
  await expect(ada.saveState).toHaveText(KEPT_HERE);
  await ada.sees("No network here\n");
  const link = ada.page.url();

  await server.start();
  await ada.seesSaved();
  const ben = await meet("Ben");
  await ben.open(link);
  await ben.sees("No network here\n");
  await expect(ben.title).toHaveValue("On the train");
  await ben.write(", but now");
  await ada.sees("No network here, but now\n");
});

test("what was written offline in a tab that is closed goes to the server with the next visit", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  await ada.canGoOffline();
  const link = ada.page.url();
  await server.stop();
  await ada.write("closed too early");
  await expect(ada.saveState).toHaveText(KEPT_HERE);
  await ada.page.close();
  await server.start();

  const later = await ada.context.newPage();
  await later.goto(link);
  await expect(later.getByRole("status")).toHaveText(SAVED);
  const ben = await meet("Ben");
  await ben.open(link);
  await ben.sees("closed too early\n");
});

test("a document that is not on this device says so while there is no network, and opens when there is", async ({ meet, network }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("far away");
  await ada.seesSaved();
  const { pathname } = new URL(ada.page.url());

  const ben = await meet("Ben", network);
  await ben.page.goto("/");
  await ben.canGoOffline();
  await network.cut();
  await ben.page.goto(pathname);
  await expect(ben.page.getByText("This document is not on this device yet.")).toBeVisible();
  await expect(ben.body).not.toHaveAttribute("contenteditable");
  await network.restore();
  await ben.canWrite();
  await ben.sees("far away\n");
});
