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

test("documents with unsent changes are named, and sent without being opened when the server is back", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  const first = await writes(ada, "On the train", "first");
  await ada.seesSaved();
  await ada.canGoOffline();
  await server.stop();
  await ada.write("!");
  await expect(ada.saveState).toHaveText(/kept here$/);
  const second = await writes(ada, "Made there", "no network");
  await ada.page.goto("/");
  await expect(entries(ada)).toContainText([/^Made there.*[0-9]+ changes not sent/, /^On the train.*[0-9]+ changes? not sent/]);
  await expect(ada.page.getByText("2 documents have changes that are only on this device.")).toBeVisible();
  await testInfo.attach("unsent.png", { body: await ada.page.screenshot(), contentType: "image/png" });

  await server.start();
  // Every so often it is tried; who does not want to wait says so.
  await ada.button("Send now").click();
  await expect(ada.page.getByText("only on this device")).toBeHidden();
  await expect(entries(ada)).toContainText([/^Made there/, /^On the train/]);
  await expect(ada.page.getByText("not sent")).toHaveCount(0);
  const ben = await meet("Ben");
  await ben.open(first);
  await ben.sees("first!\n");
  await ben.open(second);
  await ben.sees("no network\n");
  await expect(ben.title).toHaveValue("Made there");
});

test("what is unsent goes to the server while another document is open, and nobody is seen there", async ({ meet, network }) => {
  const [ada, ben] = [await meet("Ada", network), await meet("Ben")];
  const first = await writes(ada, "Closed", "one");
  await ada.seesSaved();
  await writes(ada, "Open", "two");
  await ada.seesSaved();
  await ada.canGoOffline();
  const open = ada.page.url();
  await ada.open(first);
  await network.cut();
  await ada.write(", on the train");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.open(open);
  await ben.open(first);
  await network.restore();
  await ada.seesSaved();
  await ben.sees("one, on the train\n");
  await expect(ben.page.getByRole("list", { name: "People here" }).getByRole("listitem")).toHaveCount(0);
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

test("a document that is marked is fetched when the network returns, while another is open", async ({ meet, network }) => {
  const [ada, ben] = [await meet("Ada", network), await meet("Ben")];
  const report = await writes(ada, "Report", "draft");
  await ada.seesSaved();
  const diary = await writes(ada, "Diary", "monday");
  await ada.seesSaved();
  await ada.page.goto("/");
  await ada.button("Keep “Report” offline").click();
  await expect(ada.button("Keep “Report” offline")).toHaveAttribute("aria-pressed", "true");
  await ada.canGoOffline();
  await ada.open(diary);
  await ada.seesSaved();
  await ada.context.setOffline(true);
  await ben.open(report);
  await ben.write(", and more");
  await ben.seesSaved();
  await ada.context.setOffline(false);
  // It is in the storage when it is.
  const texts = () =>
    ada.page.evaluate(async () => {
      const opened = await new Promise<IDBDatabase>((done) => {
        const opening = indexedDB.open("octavo");
        opening.onsuccess = () => done(opening.result);
      });
      const excerpts = await new Promise<string[]>((done) => {
        const reading = opened.transaction("documents").objectStore("documents").getAll();
        reading.onsuccess = () => done((reading.result as { excerpt: string }[]).map(({ excerpt }) => excerpt));
      });
      opened.close();
      return excerpts;
    });
  await expect.poll(texts).toContain("draft, and more");
  await network.cut();
  await ada.open(report);
  await ada.sees("draft, and more\n");
});

test("what was made in another browser or is shared is in the list, can be marked, and opens without a network then", async ({ meet, network }, testInfo) => {
  const ada = await meet("Ada");
  const signs = async (person: Person, way: "sign-up" | "sign-in", name: string) => {
    await person.page.goto(`/${way}`);
    if (way === "sign-up") await person.page.getByLabel("Your name").fill(name);
    await person.page.getByLabel("E-mail").fill(`${name.toLowerCase()}@example.org`);
    await person.page.getByLabel("Password").fill("correct horse");
    await person.page.getByRole("button", { name: way === "sign-up" ? "Create an account" : "Sign in" }).click();
    await person.page.waitForURL((url) => !url.pathname.startsWith("/sign-"));
  };
  await signs(ada, "sign-up", "Ada");
  await writes(ada, "Recipe", "flour and water");
  await ada.seesSaved();

  const there = await meet("Somebody", network);
  await signs(there, "sign-in", "Ada");
  await there.page.goto("/");
  await expect(entries(there)).toHaveText(/^Recipe.*Not on this device yet/);
  await there.button("Keep “Recipe” offline").click();
  await expect(entries(there)).toHaveText(/^Recipe.*flour and water$/);
  await expect(entries(there)).not.toContainText("Not on this device yet");
  await testInfo.attach("listed.png", { body: await there.page.screenshot(), contentType: "image/png" });
  await there.canGoOffline();
  await network.cut();
  await there.page.reload();
  await entries(there).getByRole("link").click();
  await there.canWrite();
  await there.sees("flour and water\n");
});
