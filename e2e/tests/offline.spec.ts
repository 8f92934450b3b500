// Without a server and without a network: the app opens, writing goes on, and the page says where the words are.

import { chromium, type Page } from "@playwright/test";
import { chromium as launch } from "../chromium.ts";
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

test("the browser closes and opens again with no network, and everything is there", async ({ server }, testInfo) => {
  const profile = testInfo.outputPath("profile");
  const opensBrowser = () => chromium.launchPersistentContext(profile, { ...launch, baseURL: server.url });
  const titles = (page: Page) => page.getByRole("list", { name: "Recent documents" }).getByRole("listitem").locator(".shelf-title");
  const body = (page: Page) => page.getByRole("textbox", { name: "Document", exact: true });
  const writes = async (page: Page, title: string, text: string) => {
    await page.goto("/");
    await page.getByRole("button", { name: "New document" }).click();
    await expect(body(page)).toHaveAttribute("contenteditable", "true");
    await body(page).focus();
    await page.keyboard.insertText(text);
    await expect(body(page)).toHaveText(text);
    await page.getByLabel("Title", { exact: true }).fill(title);
    await expect(page.getByRole("status")).toHaveText(/kept here$|^Saved on the server$/);
    // The list learns of a title when the page is left; a browser that is closed in that moment does not wait for it.
    await page.goto("/");
    await expect(titles(page).first()).toHaveText(title);
  };

  let browser = await opensBrowser();
  let page = await browser.newPage();
  await writes(page, "Letter", "Dear Ben, yours Zebedee");
  await writes(page, "Shopping", "milk and bread");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await server.stop();
  await browser.close();

  browser = await opensBrowser();
  page = await browser.newPage();
  await page.goto("/");
  await expect(titles(page)).toHaveText(["Shopping", "Letter"]);
  await page.getByRole("searchbox").fill("zebedee");
  await expect(titles(page)).toHaveText(["Letter"]);
  await titles(page).click();
  await expect(body(page)).toHaveText("Dear Ben, yours Zebedee");
  await body(page).press("ControlOrMeta+End");
  await page.keyboard.insertText(", offline");
  await writes(page, "Idea", "made offline");
  await browser.close();

  browser = await opensBrowser();
  page = await browser.newPage();
  await page.goto("/");
  await expect(titles(page)).toHaveText(["Idea", "Letter", "Shopping"]);
  await server.start();
  const links: string[] = [];
  for (const [title, text] of [
    ["Letter", "Dear Ben, yours Zebedee, offline"],
    ["Idea", "made offline"],
  ] as const) {
    await page.goto("/");
    await titles(page).filter({ hasText: title }).click();
    await expect(body(page)).toHaveText(text);
    await expect(page.getByRole("status")).toHaveText("Saved on the server");
    links.push(page.url());
  }
  await browser.close();
  expect(new Set(links).size).toBe(2);
});
