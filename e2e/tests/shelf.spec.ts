// The documents of this device, without a network: listed, searched, marked, removed, and what of them was never sent.

import { expect, test } from "../fixtures/test.ts";
import { type Person } from "../fixtures/person.ts";

async function writes(person: Person, title: string, text: string): Promise<string> {
  await person.page.goto("/");
  await person.button("New document").click();
  await person.canWrite();
  await person.title.fill(title);
  await person.write(text);
  await person.sees(`${text}\n`);
  return person.page.url();
}

function entries(person: Person) {
  return person.page.getByRole("list", { name: "Recent documents" }).getByRole("listitem");
}

test("with no network documents are found by title and by what they say, and open", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await writes(ada, "Shopping", "milk and bread");
  await ada.seesSaved();
  await writes(ada, "Letter", `Dear Ben, ${"and so on ".repeat(30)}yours, Zebedee`);
  await ada.seesSaved();
  await ada.canGoOffline();
  await server.stop();

  await ada.page.goto("/");
  await expect(entries(ada)).toHaveCount(2);
  const search = ada.page.getByRole("searchbox", { name: "Search your documents" });
  await search.fill("zebedee");
  await expect(entries(ada)).toHaveCount(1);
  await expect(entries(ada)).toContainText("Letter");
  await search.fill("bread shop");
  await expect(entries(ada)).toContainText("Shopping");
  await search.fill("nothing like it");
  await expect(ada.page.getByText("No document on this device has that")).toBeVisible();
  await search.fill("Shopping");
  await entries(ada).getByRole("link").click();
  await ada.canWrite();
  await ada.sees("milk and bread\n");
});

test("documents with unsent changes are named, until they are sent", async ({ meet, server }) => {
  const ada = await meet("Ada");
  const link = await writes(ada, "On the train", "first");
  await ada.seesSaved();
  await ada.canGoOffline();
  await server.stop();
  await ada.write("!");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.page.goto("/");
  await expect(entries(ada)).toContainText(/[0-9]+ changes? not sent/);
  await expect(ada.page.getByText("One document has changes that are only on this device.")).toBeVisible();

  await server.start();
  await ada.page.goto(link);
  await ada.seesSaved();
  await ada.page.goto("/");
  await expect(entries(ada)).toContainText("On the train");
  await expect(entries(ada)).not.toContainText("not sent");
});

test("what is unsent is named before a document is removed from the device, and the rest stays", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await writes(ada, "Stays", "here");
  await ada.seesSaved();
  const link = await writes(ada, "Goes", "sent");
  await ada.seesSaved();
  await ada.canGoOffline();
  await server.stop();
  await ada.write(" and not sent");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.page.goto("/");

  await ada.button("Remove “Goes” from this device").click();
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog).toContainText("This was never sent, and will be lost:");
  await expect(dialog.getByRole("listitem")).toHaveText(/^Goes: \d+ changes not sent$/);
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(entries(ada)).toHaveCount(2);
  await ada.button("Remove “Goes” from this device").click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(entries(ada)).toHaveCount(1);
  await expect(entries(ada)).toContainText("Stays");

  await server.start();
  await ada.open(link);
  await ada.sees("sent\n");
});

test("everything is removed from a shared computer, but not under a tab that has it open", async ({ meet }) => {
  const ada = await meet("Ada");
  await writes(ada, "Mine", "private");
  await ada.seesSaved();
  const second = await ada.context.newPage();
  await second.goto("/");
  await second.getByRole("button", { name: "Remove everything from this device…" }).click();
  const dialog = second.getByRole("dialog");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(dialog).toContainText("open in another tab");
  await ada.page.close();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(second.getByText("Start with a blank page")).toBeVisible();
  await second.reload();
  await expect(second.getByText("Start with a blank page")).toBeVisible();
});

test("a document is marked to be kept offline, and stays so after it was opened", async ({ meet }) => {
  const ada = await meet("Ada");
  await writes(ada, "Important", "text");
  await ada.seesSaved();
  await ada.page.goto("/");
  const mark = ada.button("Keep “Important” offline");
  await mark.click();
  await expect(mark).toHaveAttribute("aria-pressed", "true");
  await entries(ada).getByRole("link").click();
  await ada.canWrite();
  await ada.write("!");
  await ada.seesSaved();
  await ada.page.goto("/");
  await expect(mark).toHaveAttribute("aria-pressed", "true");
});

test("a document that is marked is fetched without being opened, and one that is not stays as it was last seen", async ({ meet, server }) => {
  const [ada, ben] = [await meet("Ada"), await meet("Ben")];
  const links = [await writes(ada, "Report", "draft"), await writes(ada, "Diary", "monday")];
  await ada.seesSaved();
  await ada.page.goto("/");
  await ada.button("Keep “Report” offline").click();
  await expect(ada.button("Keep “Report” offline")).toHaveAttribute("aria-pressed", "true");
  for (const link of links) {
    await ben.open(link);
    await ben.write(", and more");
    await ben.title.press("End");
    await ben.title.pressSequentially(" of Ben");
    await ben.seesSaved();
  }

  await ada.page.reload();
  await expect(entries(ada)).toContainText([/^Diary.*monday$/, /^Report of Ben.*draft, and more$/]);
  await ada.canGoOffline();
  await server.stop();
  await ada.page.getByRole("link", { name: /^Report of Ben/ }).click();
  await ada.canWrite();
  await ada.sees("draft, and more\n");
  await ada.open(links[1]!);
  await ada.sees("monday\n");
  // What is written now goes on from there.
  await ada.open(links[0]!);
  await ada.write("!");
  await server.start();
  await ada.seesSaved();
  await ben.open(links[0]!);
  await ben.sees("draft, and more!\n");
});
