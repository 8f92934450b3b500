// Clients of Yjs that know nothing of Octavo, in a room of our server.

import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

// Any Yjs client may open any room by name here, as on a bare y-websocket server.
test.use({ serveArguments: ["--open"] });

test("two plain Yjs clients write one document through our server", async ({ joinAsPeer }) => {
  const documentId = randomUUID();
  const ada = await joinAsPeer(documentId, "Ada");
  const ben = await joinAsPeer(documentId, "Ben");

  await ada.body.click();
  await ada.page.keyboard.type("from Ada");
  await expect(ben.body).toContainText("from Ada");
  await ben.edit((quill) => quill.formatText(0, 4, "bold", true, "user"));
  await expect(ada.body.locator("strong")).toHaveText("from");

  await expect.poll(() => ada.quillDelta()).toEqual(await ben.quillDelta());
  expect(await ada.yjsDelta()).toEqual(await ben.yjsDelta());
});

test("a plain Yjs client finds after kill -9 what it wrote before", async ({ joinAsPeer, server }) => {
  const documentId = randomUUID();
  const ada = await joinAsPeer(documentId, "Ada");
  const ben = await joinAsPeer(documentId, "Ben");
  await ada.body.click();
  await ada.page.keyboard.type("kept");
  // What another person has seen is on disk.
  await expect(ben.body).toContainText("kept");

  await server.kill9();
  await ada.context.close();
  await ben.context.close();
  await server.start();

  const later = await joinAsPeer(documentId, "Eve");
  await expect(later.body).toContainText("kept");
});

test("a plain Yjs client that comes back while others write gets no change that begins behind what it has", async ({ server }) => {
  const room = randomUUID();
  const join = (): Promise<Writer> => Writer.join(server.websocketUrl, room);
  const writers = [await join(), await join(), await join()];
  const reader = await join();
  const typing = setInterval(() => writers.forEach(({ body }) => body.insert(0, "x")), 3);
  // Yjs puts aside what it cannot take in yet, and of that Yjs 13 may lose some (y-crdt issue 632).
  let gaps = 0;
  reader.doc.on("afterTransaction", ({ doc }) => {
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) gaps++;
  });
  for (let round = 0; round < 60; round++) await reader.isSaved();
  clearInterval(typing);
  await expect.poll(() => writers.every(({ body }) => body.toString() === reader.body.toString())).toBe(true);
  expect(reader.body.length).toBeGreaterThan(100);
  expect(gaps).toBe(0);
  for (const person of [...writers, reader]) person.leave();
});
