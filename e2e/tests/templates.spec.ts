// Documents to begin with: chosen on the page of one's documents, with a network or without.

import { expect, test } from "../fixtures/test.ts";

const TEMPLATES = ["Letter", "Report", "Minutes", "CV", "Lecture notes"];

test("each template opens as a document of one's own, with its title and today's date where it has one", async ({ meet }) => {
  const ada = await meet("Ada");
  for (const name of TEMPLATES) {
    await ada.page.goto("/");
    await ada.page.getByRole("navigation", { name: "Start from a template" }).getByRole("link", { name, exact: true }).click();
    await ada.page.waitForURL(/\/d\//);
    await ada.canWrite();
    await expect(ada.title).toHaveValue(name);
    await expect(ada.body).not.toContainText("{date}");
    await expect(ada.body.locator("h1, h2, h3, p strong, p b").first()).toBeVisible();
  }
  await ada.page.goto("/");
  await expect(ada.page.getByRole("list", { name: "Recent documents" }).getByRole("listitem")).toHaveCount(TEMPLATES.length);
});

test("a template is there without a network, and others see what was made of it when there is one", async ({ meet, server }) => {
  const [ada, ben] = [await meet("Ada"), await meet("Ben")];
  await ada.page.goto("/");
  await ada.canGoOffline();
  await server.stop();
  await ada.page.getByRole("link", { name: "Minutes", exact: true }).click();
  await ada.page.waitForURL(/\/d\//);
  await ada.canWrite();
  await ada.write("Our ");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await server.start();
  await ada.seesSaved();
  await ben.open(ada.page.url());
  await expect(ben.body).toContainText("Our Minutes");
  await expect(ben.title).toHaveValue("Minutes");
  await expect(ben.body.getByRole("heading", { name: "What was decided" })).toBeVisible();
});

test("in German the templates are German", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.evaluate(() => localStorage.setItem("octavo.language", "de"));
  await ada.page.goto("/");
  await ada.page.getByRole("navigation", { name: "Mit einer Vorlage beginnen" }).getByRole("link", { name: "Protokoll" }).click();
  await ada.page.waitForURL(/\/d\//);
  await ada.canWrite();
  await expect(ada.title).toHaveValue("Protokoll");
  await expect(ada.body).toContainText("Zu erledigen");
});
