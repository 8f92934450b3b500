// The pages for everybody: readable in light and dark, by keyboard, with a screen reader, on a phone.

import { complaints } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`the home page has nothing that axe complains of in ${colorScheme}`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await ada.startDocument();
    await ada.title.fill("A title");
    await ada.write("Some words");
    await ada.page.getByRole("link", { name: "All documents" }).click();
    await expect(ada.page.getByRole("list", { name: "Recent documents" })).toBeVisible();
    expect(await complaints(ada.page)).toEqual([]);
    await ada.button("You: Ada").click();
    await expect(ada.page.getByLabel("Your name")).toBeVisible();
    expect(await complaints(ada.page)).toEqual([]);
  });

  test(`a document has nothing that axe complains of in ${colorScheme}`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await ada.startDocument();
    await ada.chooseStyle("Heading 1");
    await ada.page.keyboard.type("Title\nText\n");
    await ada.button("Checklist").click();
    await ada.page.keyboard.type("Item");
    const ben = await meet("Ben");
    await ben.open(ada.page.url());
    await ben.write("!");
    await expect(ada.caretOf("Ben")).toBeVisible();
    await ada.seesSaved();
    expect(await complaints(ada.page)).toEqual([]);
    await ada.button("Share").click();
    await expect(ada.page.getByRole("dialog", { name: "Share" })).toBeVisible();
    expect(await complaints(ada.page)).toEqual([]);
  });
}

test("a page that explains has nothing that axe complains of", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/no-such-page");
  await expect(ada.page.getByRole("heading")).toBeVisible();
  expect(await complaints(ada.page)).toEqual([]);
});

test("a phone shows every page without scrolling sideways", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 360, height: 740 });
  const sideways = (): Promise<number> =>
    ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await ada.page.goto("/");
  await expect(ada.button("New document")).toBeVisible();
  expect(await sideways()).toBe(0);

  await ada.button("New document").click();
  await ada.canWrite();
  await ada.write(`${"wide".repeat(60)}\n`);
  await ada.button("More").click();
  await ada.button("Numbered list").click();
  await ada.button("More").click();
  await ada.write("An item that is long enough to be broken into lines");
  expect(await sideways()).toBe(0);
  await expect(ada.button("Share")).toBeInViewport();
  await expect(ada.body).toBeInViewport();

  await ada.button("Share").click();
  await expect(ada.button("Copy link")).toBeInViewport();
  expect(await sideways()).toBe(0);
});

test("the text can be left by keyboard, and the toolbar reached", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("Alt+F10");
  await expect(ada.page.getByRole("toolbar", { name: "Formatting" }).locator(":focus")).toHaveCount(1);
  await ada.press("Escape");
  await expect(ada.body).toBeFocused();
  await ada.press("Escape");
  await ada.press("Tab");
  await expect(ada.body).not.toBeFocused();
  await ada.sees("word\n");
});

test("a chosen appearance is there after a reload", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.emulateMedia({ colorScheme: "light" });
  await ada.page.goto("/");
  const paper = (): Promise<string> => ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect(ada.button("New document")).toBeVisible();
  const light = await paper();
  await ada.button("You: Ada").click();
  await ada.page.getByRole("radio", { name: "Dark" }).check({ force: true });
  await expect.poll(paper).not.toBe(light);
  await ada.page.reload();
  await expect.poll(paper).not.toBe(light);
});
