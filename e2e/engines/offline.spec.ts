// The browser is opened with no network: all that was in it is there, can be found, written in and added to, and is there again
// when it was closed meanwhile.

import { expect, test } from "./fixtures/test.ts";

test("the browser closes and opens again with no network, and everything is there", async ({ meet, meetAtHome, server }) => {
  test.setTimeout(180_000);
  const kept = /kept here$/;
  const ada = await meetAtHome("Ada");
  await ada.canGoOffline();
  const letter = await server.createDocument();
  const list = await server.createDocument();
  for (const [id, title, text] of [
    [letter, "Letter", "Dear Ben, yours Zebedee"],
    [list, "Shopping", "milk and bread"],
  ] as const) {
    await ada.open(id);
    await ada.type(text);
    await ada.activate("input.title");
    await ada.type(title);
    await ada.keepsInList(title);
    await ada.seesSaved();
  }
  await server.stop();
  await ada.reopensBrowser();

  await ada.goTo("/");
  await expect.poll(() => ada.listed()).toEqual(["Letter", "Shopping"]);
  await ada.activate("input[type=search]");
  await ada.type("zebedee");
  await expect.poll(() => ada.listed()).toEqual(["Letter"]);
  await ada.activate(".shelf-row");
  await ada.canWrite();
  await ada.sees("Dear Ben, yours Zebedee\n");
  await ada.press("Control+End");
  await ada.type(" offline");
  await ada.seesStatus(kept);
  await ada.goTo("/");
  await ada.activate(".home-head button");
  await ada.canWrite();
  await ada.type("made offline");
  await ada.activate("input.title");
  await ada.type("Idea");
  await ada.keepsInList("Idea");
  await ada.seesStatus(kept);
  const idea = await ada.session.call(() => location.pathname.split("/").pop() ?? "");
  await ada.reopensBrowser();

  await ada.goTo("/");
  await expect.poll(() => ada.listed()).toEqual(["Idea", "Letter", "Shopping"]);
  await ada.open(list);
  await ada.sees("milk and bread\n");
  await ada.open(letter);
  await ada.sees("Dear Ben, yours Zebedee offline\n");
  await ada.open(idea);
  await ada.sees("made offline\n");

  await server.start();
  await ada.seesSaved();
  await ada.open(letter);
  await ada.seesSaved();
  const ben = await meet("Ben");
  await ben.open(letter);
  await ben.sees("Dear Ben, yours Zebedee offline\n");
  await ben.open(idea);
  await ben.sees("made offline\n");
});
