// Clients of Yjs that know nothing of Octavo, in a room of our server.

import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/test.ts";

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
