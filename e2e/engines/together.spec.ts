// Two people in one document, and one who comes back, in a browser that is not Chromium.

import { expect, test } from "./fixtures/test.ts";

test("two people write in one paragraph at once", async ({ meet, server }) => {
  const documentId = await server.createDocument();
  const ada = await meet("Ada");
  const ben = await meet("Ben");
  await ada.open(documentId);
  await ben.open(documentId);
  await ada.type("one two");
  await ben.sees("one two\n");
  await ben.press("Control+End");
  await ada.press("Control+Home");
  await Promise.all([ada.type("A"), ben.type("B")]);
  await ada.sees("Aone twoB\n");
  await ben.sees("Aone twoB\n");
  await ben.press("Control+z");
  await ada.sees("Aone two\n");
});

test("a document opens from this device while there is no way to the server", async ({ meet, server, network }) => {
  const ada = await meet("Ada", network);
  await ada.open(await server.createDocument());
  await ada.type("kept");
  await ada.seesSaved();
  network.refuseSockets();
  await ada.type(" here");
  await ada.sees("kept here\n");
  await ada.reload();
  await ada.sees("kept here\n");
  network.allowSockets();
  await ada.seesSaved();
});

test("the app itself opens with the server gone", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.canGoOffline();
  await ada.open(await server.createDocument());
  await ada.type("kept");
  await ada.seesSaved();
  await server.stop();
  await ada.reload();
  await ada.sees("kept\n");
  await ada.press("Control+End");
  await ada.type(" here");
  await ada.sees("kept here\n");
  await server.start();
  await ada.seesSaved();
});

test("what others write above moves nothing on the screen of who reads further down", async ({ meet, server }) => {
  const documentId = await server.createDocument();
  const ada = await meet("Ada");
  const ben = await meet("Ben");
  await ada.open(documentId);
  await ben.open(documentId);
  await ada.paste("text/plain", Array.from({ length: 300 }, (_, index) => `Line ${index}`).join("\n"));
  await expect.poll(() => ben.shownText()).toContain("Line 299\n");
  // Once with the caret in view, once scrolled away from it.
  for (const away of [0, 1_500]) {
    await ada.session.call((away) => window.scrollBy(0, -away), away);
    const top = (): Promise<number> =>
      ada.session.call((line) => {
        const blocks = [...document.querySelectorAll("[data-b]")];
        return blocks.find((block) => block.textContent === line)?.getBoundingClientRect().top ?? Number.NaN;
      }, away === 0 ? "Line 295" : "Line 250");
    const before = await top();
    await ben.press("Control+Home");
    await ben.paste("text/plain", `above ${away}\n`.repeat(12));
    await expect.poll(() => ada.shownText()).toContain(`above ${away}\n`.repeat(12));
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
  }
});
