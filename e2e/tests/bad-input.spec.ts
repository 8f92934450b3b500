// What goes wrong, as people see it: one clear sentence at the right place, and everybody else goes on.

import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { expect, test } from "../fixtures/test.ts";
import { two } from "../fixtures/two.ts";

test("a document that nobody made has a page that says so", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.goto(`/d/${randomUUID()}`);
  await expect(ada.page.getByRole("heading", { name: "This document does not exist" })).toBeVisible();
  await ada.page.getByRole("link", { name: "All documents" }).click();
  await expect(ada.button("New document")).toBeVisible();
});

for (const address of ["/d/not-a-document", "/no-such-page", "/d/"]) {
  test(`the mistyped address ${address} has a page that leads on`, async ({ meet }) => {
    const ada = await meet("Ada");
    await ada.page.goto(address);
    await expect(ada.page.getByRole("heading", { name: "Nothing is at this address" })).toBeVisible();
    await ada.page.getByRole("link", { name: "All documents" }).click();
    await expect(ada.button("New document")).toBeVisible();
  });
}

test("a hostile client is sent away with its code, and two people who write do not notice", async ({ meet, server }) => {
  const [ada, ben] = await two(meet, "Ada: ");

  const attack = (async () => {
    const codes: number[] = [];
    for (const frame of hostileFrames()) codes.push(await closeCode(`${server.websocketUrl}/${ada.documentId}`, frame));
    return codes;
  })();
  await ada.page.keyboard.type("writing goes on and on", { delay: 10 });
  const codes = await attack;
  for (const code of codes) expect([4400, 4413, 4422]).toContain(code);

  await ben.sees("Ada: writing goes on and on\n");
  await ben.write(" and on");
  await ada.sees("Ada: writing goes on and on and on\n");
  await ada.seesSaved();
  await ben.seesSaved();
});

test("a client that asks for a document that nobody made is told so by its close code", async ({ server }) => {
  expect(await closeCode(`${server.websocketUrl}/${randomUUID()}`)).toBe(4404);
});

/** Messages that are none, or that no document can take. Each is sent over a connection of its own. */
function hostileFrames(): (Uint8Array | string)[] {
  return [
    // No message of the protocol.
    Uint8Array.of(99, 1, 2, 3),
    // A sync message of no kind.
    Uint8Array.of(0, 9, 0),
    // A length that says more than there is.
    Uint8Array.of(0, 2, 0xff, 0xff, 0xff, 0xff, 0x0f),
    // Updates that do not decode: 4 bytes that announce 2^32 clients; noise.
    Uint8Array.of(0, 2, 5, 0xff, 0xff, 0xff, 0xff, 0x0f),
    Uint8Array.of(0, 2, 64, ...new Uint8Array(64).fill(0xfe)),
    // Longer than any message may be.
    new Uint8Array(17 << 20),
    // A text, where bytes are due.
    "hello",
  ];
}

/** Sends a message as soon as there is a connection, and waits for the server to close it. */
function closeCode(url: string, message?: Uint8Array | string): Promise<number> {
  return new Promise((closed, failed) => {
    const socket = new WebSocket(url);
    socket.on("open", () => message && socket.send(message));
    socket.on("close", closed);
    socket.on("error", failed);
  });
}
