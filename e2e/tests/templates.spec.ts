// Documents to begin with: chosen on the page of one's documents, with a network or without.

import { expect, test } from "../fixtures/test.ts";

/** Each template by its name, and something that it says. */
const TEMPLATES = { Letter: "Yours faithfully,", Report: "What should be done", Minutes: "Any other business", CV: "Experience", "Lecture notes": "First topic" };

test("each template opens as a document of one's own, with its title and today's date where it has one", async ({ meet }) => {
  const ada = await meet("Ada");
  for (const [name, says] of Object.entries(TEMPLATES)) {
    await ada.page.goto("/");
    await ada.page.getByRole("navigation", { name: "Start from a template" }).getByRole("link", { name, exact: true }).click();
    await ada.page.waitForURL(/\/d\//);
    await ada.canWrite();
    await expect(ada.title).toHaveValue(name);
    await expect(ada.body).not.toContainText("{date}");
    await expect(ada.body).toContainText(says);
  }
  await ada.page.goto("/");
  await expect(ada.page.getByRole("list", { name: "Recent documents" }).getByRole("listitem")).toHaveCount(Object.keys(TEMPLATES).length);
});

test("a template is there without a network, and others see what was made of it when there is one", async ({ meet, server }) => {
  const [ada, ben] = [await meet("Ada"), await meet("Ben")];
  await ada.page.goto("/");
  await ada.canGoOffline();
  await server.stop();
  await ada.page.getByRole("link", { name: "Minutes", exact: true }).click();
  await ada.page.waitForURL(/\/d\//);
  await ada.canWrite();
  await ada.write(", or by telephone");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await server.start();
  await ada.seesSaved();
  await ben.open(ada.page.url());
  await expect(ben.body).toContainText("Date, time and place, or by telephone");
  await expect(ben.title).toHaveValue("Minutes");
  await expect(ben.body.getByRole("heading", { name: "What was decided" })).toBeVisible();
});

test("in German the templates are German", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/");
  await ada.page.evaluate(() => localStorage.setItem("octavo.language", "de"));
  await ada.page.goto("/");
  await ada.page.getByRole("navigation", { name: "Mit einer Vorlage beginnen" }).getByRole("link", { name: "Protokoll" }).click();
  await ada.page.waitForURL(/\/d\//);
  await expect(ada.page.getByLabel("Titel", { exact: true })).toHaveValue("Protokoll");
  await expect(ada.page.getByRole("heading", { name: "Zu erledigen" })).toBeVisible();
});
