// The interface speaks the language of the browser, or the one that was chosen.

import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

test("the language can be changed while writing, and is there after a reload", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.seesSaved();
  const language = (): Promise<string> => ada.page.evaluate(() => document.documentElement.lang);
  expect(await language()).toBe("en");

  await ada.button("You: Ada").click();
  await ada.page.getByLabel("Language").selectOption({ label: "Deutsch" });
  await expect(ada.saveState).toHaveText("Auf dem Server gespeichert");
  await expect(ada.button("Teilen")).toBeVisible();
  await expect(ada.page.getByRole("textbox", { name: "Dokument", exact: true })).toHaveText("word");
  // Nobody knows which language the text is in.
  await expect(ada.page.getByRole("textbox", { name: "Dokument", exact: true })).toHaveAttribute("lang", "");
  await expect(ada.page.getByLabel("Titel", { exact: true })).toHaveAttribute("placeholder", "Unbenanntes Dokument");
  expect(await language()).toBe("de");
  await expect(ada.page).toHaveTitle("Unbenanntes Dokument · Octavo");

  await ada.page.reload();
  await expect(ada.button("Teilen")).toBeVisible();
  expect(await language()).toBe("de");
  await ada.button("Sie: Ada").click();
  await ada.page.getByLabel("Sprache").selectOption({ label: "English" });
  await expect(ada.button("Share")).toBeVisible();
});

test("the pages that the server writes follow the language that is chosen in the app", async ({ meet }) => {
  const ada = await meet("Ada");
  const heading = ada.page.getByRole("heading", { level: 1 });
  const choose = async (label: string) => {
    await ada.page.goto("/");
    await ada.page.getByRole("button", { name: /: Ada$/ }).click();
    await ada.page.getByRole("combobox", { name: /^(Language|Sprache)$/ }).selectOption({ label });
  };
  await choose("Deutsch");
  for (const [address, title] of [["/sign-in", "Anmelden"], ["/status", "Alles funktioniert"]] as const) {
    await ada.page.goto(address);
    await expect(heading).toHaveText(title);
    await expect(ada.page.locator("html")).toHaveAttribute("lang", "de");
  }
  await choose("English");
  await ada.page.goto("/sign-in");
  await expect(heading).toHaveText("Sign in");
  await choose("As the browser");
  expect((await ada.page.context().cookies()).map(({ name }) => name)).not.toContain("octavo-language");
});

test("a browser that reads German is spoken to in German, with its dates", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.addInitScript(() => {
    Object.defineProperty(navigator, "languages", { get: () => ["fr-FR", "de-AT", "en"] });
  });
  await ada.page.goto("/");
  await ada.button("Neues Dokument").click();
  await expect(ada.page.getByRole("status")).toHaveText("Auf dem Server gespeichert");
  await ada.page.getByRole("link", { name: "Alle Dokumente" }).click();
  await expect(ada.page.getByRole("list", { name: "Zuletzt geöffnete Dokumente" })).toContainText("Geöffnet gerade eben");
  await ada.page.clock.install({ time: Date.now() + 3 * 86_400_000 });
  await ada.page.reload();
  await expect(ada.page.getByRole("list", { name: "Zuletzt geöffnete Dokumente" })).toContainText("Geöffnet vor 3 Tagen");
});

test("what is no text has its name in the language that is chosen, and a guest a name of it", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.addInitScript(() => {
    Object.defineProperty(navigator, "languages", { get: () => ["de-DE"] });
    localStorage.removeItem("octavo.identity");
  });
  await ada.page.goto("/");
  await ada.button("Neues Dokument").click();
  const body = ada.page.getByRole("textbox", { name: "Dokument", exact: true });
  await expect(body).toHaveAttribute("contenteditable", "true");
  await ada.press("ControlOrMeta+Enter");
  await expect(body.getByRole("separator", { name: "Seitenumbruch" })).toBeVisible();
  await expect(ada.page.getByRole("button", { name: /^Sie: \S+er \S+$/ })).toBeVisible();
});

test("the size of the text is written as the language writes numbers", async ({ meet, server }) => {
  const documentId = await server.createDocument();
  const author = await Writer.join(server.websocketUrl, documentId);
  author.body.insert(0, "small", { size: "13.5pt" });
  await author.isSaved();
  author.leave();
  const ada = await meet("Ada");
  await ada.open(`/d/${documentId}`);
  await ada.goTo("start");
  await ada.press("ControlOrMeta+a");
  await expect(ada.button("Font size")).toHaveText("13.5");
  await ada.button("You: Ada").click();
  await ada.page.getByLabel("Language").selectOption({ label: "Deutsch" });
  await expect(ada.button("Schriftgröße")).toHaveText("13,5");
});
