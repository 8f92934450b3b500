// What each engine does in its own way around a text, in a browser that is not Chromium: carets beside pictures, lists, searching,
// changes of the page by others, a document that may only be read, and a new version of the app.

import { expect, test } from "./fixtures/test.ts";

test("arrows go past a picture that has not come and past a divider, one at a time, and letters go beside them", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.paste("text/html", '<p>x<img src="https://127.0.0.1:1/p.png" alt="">y</p><hr><p>z</p>');
  const length = 8;
  await expect.poll(() => ada.shownText()).toContain("z");
  await ada.press("Control+End");
  await expect.poll(() => ada.selection()).toEqual([length - 1, length - 1]);
  const at: number[] = [];
  for (let step = 0; step < length - 1; step++) {
    await ada.press("ArrowLeft");
    at.push((await ada.selection())[0]);
  }
  expect(at).toEqual([6, 5, 4, 3, 2, 1, 0]);
  await ada.press("ArrowRight", "ArrowRight");
  await expect.poll(() => ada.selection()).toEqual([2, 2]);
  await ada.type("!");
  expect((await ada.delta()).slice(0, 3).map(({ insert }) => (typeof insert === "string" ? insert : "picture"))).toEqual(["x", "picture", expect.stringMatching(/^!y\n/)]);
});

test("lists begin by what is typed, go deeper by Tab, and end by Enter", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.type("* one");
  await ada.press("Enter", "Tab");
  await ada.type("deeper");
  await ada.press("Enter", "Shift+Tab");
  await ada.type("two");
  await ada.press("Enter", "Enter");
  await ada.type("1. first");
  await ada.holds([
    { insert: "one" },
    { insert: "\n", attributes: { list: "bullet" } },
    { insert: "deeper" },
    { insert: "\n", attributes: { list: "bullet", indent: 1 } },
    { insert: "two" },
    { insert: "\n", attributes: { list: "bullet" } },
    { insert: "first" },
    { insert: "\n", attributes: { list: "ordered" } },
  ]);
});

test("what is sought is found and replaced, all at once, as one step", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.open(await server.createDocument());
  await ada.type("one two one");
  await ada.press("Control+h");
  await expect.poll(() => ada.session.call(() => document.activeElement?.className)).toBe("find-input");
  await ada.type("one");
  await expect.poll(() => ada.session.call(() => document.querySelector(".find-count")?.textContent)).toMatch(/of 2$/);
  await ada.activate(".find-with input");
  await ada.type("three");
  await ada.activate(".find-with ~ button ~ button");
  await ada.sees("three two three\n");
  await ada.press("Escape");
  await ada.press("Control+z");
  await ada.sees("one two one\n");
});

test("what an extension writes into the page is read back, and goes to the others", async ({ meet, server }) => {
  const id = await server.createDocument();
  const ada = await meet("Ada");
  const ben = await meet("Ben");
  await ada.open(id);
  await ben.open(id);
  await ada.type("teh word");
  await ben.sees("teh word\n");
  await ada.session.call(() => {
    const text = document.querySelector('[role="textbox"][contenteditable="true"] .run')?.firstChild as Text;
    text.data = "the word";
  });
  await ada.sees("the word\n");
  await ben.sees("the word\n");
  await ada.press("Control+End");
  await ada.type("!");
  await ben.sees("the word!\n");
});

test("who may only read can select and copy, and nothing else", async ({ meet, server }) => {
  const id = await server.createDocument();
  const ada = await meet("Ada");
  await ada.open(id);
  await ada.type("for reading");
  await ada.seesSaved();
  const answer = await fetch(`${server.url}/api/documents/${id}/view-link`, { method: "PUT" });
  const { view } = (await answer.json()) as { view: string };
  const ben = await meet("Ben");
  await ben.goTo(`/d/${view}`);
  await expect
    .poll(() => ben.session.call(() => "__octavo" in window && document.querySelector('[aria-readonly="true"]') !== null))
    .toBe(true);
  await expect.poll(() => ben.shownText()).toBe("for reading\n");
  await ben.session.call(() => document.querySelector<HTMLElement>('[aria-readonly="true"]')?.focus());
  await ben.type("x");
  await ben.press("Enter", "Backspace", "Control+b", "Control+x", "Control+v", "Control+a");
  // With or without the end of the last paragraph.
  await expect.poll(async () => [[0, 11], [0, 12]].map(String).includes(String(await ben.selection()))).toBe(true);
  await ben.sees("for reading\n");
  await ada.press("Control+End");
  await ada.type(" along");
  await ben.sees("for reading along\n");
});

test("a new version of the app is offered, and when it is taken the text is there", async ({ meet, release, server }) => {
  test.skip(test.info().project.name === "webkit", "WebKitGTK gives no page a service worker through the proxy that publishes versions");
  test.setTimeout(180_000);
  const ada = await meet("Ada", release);
  await ada.open(await server.createDocument());
  await ada.canGoOffline();
  await ada.type("kept");
  await ada.seesSaved();
  const isOffered = () => ada.session.call(() => document.querySelector(".update") !== null);
  expect(await isOffered()).toBe(false);
  release.publish();
  await ada.session.call(() => void navigator.serviceWorker.getRegistration().then((worker) => worker?.update()));
  await ada.activate(".update .primary");
  await expect.poll(() => ada.session.call(() => document.querySelector(".update") === null && "__octavo" in window)).toBe(true);
  await ada.canWrite();
  await ada.sees("kept\n");
  await ada.press("Control+End");
  await ada.type("!");
  await ada.sees("kept!\n");
});
