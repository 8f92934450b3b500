// Weeks without a network: what others did meanwhile and what was written here become one, and nobody is asked anything.

import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const WEEKS = 21 * 24 * 60 * 60 * 1000;

test("after weeks offline 5,000 changes of others and one's own merge without a question", async ({ meet, network, server }) => {
  const ada = await meet("Ada", network);
  await ada.startDocument();
  await ada.write("Agenda");
  await ada.seesSaved();
  await ada.canGoOffline();
  const link = ada.page.url();
  const id = ada.documentId;
  await network.cut();
  await ada.write(", from the ship");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await ada.page.close();

  // Each is a transaction of its own, as 5,000 keys and clicks are.
  const doc = new Y.Doc();
  const others = new WebsocketProvider(server.websocketUrl, id, doc, { WebSocketPolyfill: WebSocket as never, disableBc: true });
  await new Promise<void>((synced) => others.once("sync", () => synced()));
  const body = doc.getText("body");
  for (let change = 0; change < 2_500; change++) {
    body.insert(body.length, `${change}\n`);
    body.format(body.length - 2, 1, { bold: true });
  }

  const page = await ada.context.newPage();
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await page.clock.install({ time: Date.now() + WEEKS });
  await page.goto(new URL(link).pathname);
  const text = page.getByRole("textbox", { name: "Document", exact: true });
  await expect(text).toHaveAttribute("contenteditable", "true");
  await expect(text).toContainText("Agenda, from the ship");
  await network.restore();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(page.getByRole("status")).toHaveText(SAVED);
  const there = () => page.evaluate(() => (window as unknown as { __octavo: { dom_text(): string } }).__octavo.dom_text());
  await expect.poll(() => body.toString()).toContain(", from the ship");
  await expect.poll(there).toBe(body.toString());
  expect(body.toString()).toContain("\n2499\n");
  others.destroy();
  expect(asked).toEqual([]);
  await expect(page.getByRole("alert")).toBeEmpty();
  await expect(page.locator("dialog[open]")).toHaveCount(0);
});
