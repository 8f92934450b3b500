// What the server does not take any more is kept, and can be taken along: into a new document or as a file.

import { readFile } from "node:fs/promises";
import { SAVED, type Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { two } from "../fixtures/two.ts";

/** From now on the server shuts this person out of the document at `link`, as it does when a right is taken back. */
async function isShutOut(person: Person, link: string): Promise<void> {
  await person.page.routeWebSocket(`**/ws/${/\/d\/(.+)$/.exec(link)?.[1]}`, (socket) =>
    socket.close({ code: 4403, reason: "no right" }),
  );
}

test("what was written while a right was taken back goes on in a new document with one press", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Report");
  await ada.goTo("end");
  await ada.button("Bold").click();
  await ada.page.keyboard.type("Known");
  await ada.button("Bold").click();
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.canGoOffline();
  await server.stop();
  await ada.write(" and written on the train");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await isShutOut(ada, link);
  await server.start();
  await ada.page.reload();

  const notice = ada.page.getByRole("alert").filter({ hasText: "You may no longer open this document." });
  await expect(notice).toBeVisible();
  await testInfo.attach("refused.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  await expect(ada.saveState).toHaveText(/^Not saved on the server: \d+ changes kept here$/);
  // It is still there after a reload, and can still be written in.
  await ada.page.reload();
  await ada.canWrite();
  await ada.write("!");
  await ada.sees("Known and written on the train!\n");

  await notice.getByRole("button", { name: "Copy into a new document" }).click();
  await ada.page.waitForURL((url) => url.href !== link && url.pathname.startsWith("/d/"));
  await ada.canWrite();
  await expect(ada.title).toHaveValue("Report (copy)");
  await ada.holds([{ insert: "Known", attributes: { bold: true } }, { insert: " and written on the train!\n" }]);
  await expect(ada.saveState).toHaveText(SAVED);
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("Known and written on the train!\n");
});

test("what the server refuses can be saved as a file", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Letter");
  await ada.write("Dear <b>en,");
  await ada.seesSaved();
  await isShutOut(ada, ada.page.url());
  await ada.page.reload();
  const saving = ada.page.waitForEvent("download");
  await ada.page.getByRole("alert").getByRole("button", { name: "Save as a file" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe("Letter.html");
  expect(await readFile(await download.path(), "utf8")).toContain("Dear &lt;b&gt;en,");
});

test("a single change that is refused is said, kept, and can be taken along", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("before");
  await ada.seesSaved();
  await ada.page.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    let updates = 0;
    socket.onMessage((message) => {
      const bytes = message as Buffer;
      // A change that is made now: the server says no to the first of them, in the words of the protocol.
      if (bytes[0] === 0 && bytes[1] === 2) {
        const reason = Buffer.from("you may only read");
        if (updates++ === 0) socket.send(Buffer.from([0x65, 2, reason.length, ...reason]));
        return;
      }
      server.send(message);
    });
    server.onMessage((message) => socket.send(message));
  });
  await ada.page.reload();
  await ada.seesSaved();
  await ada.write("x");
  await expect(ada.saveState).toHaveText("Not saved on the server: it did not accept a change. Kept here.");
  const notice = ada.page.getByRole("alert").filter({ hasText: "The server did not accept a change." });
  await expect(notice.getByRole("button", { name: "Copy into a new document" })).toBeVisible();
});

test.describe("where documents may not be large", () => {
  test.use({ serveArguments: ["--max-document", "20000"] });

  test("what would make one too large is said and kept while others write on, and when it is undone all is saved", async ({ meet }) => {
    test.setTimeout(120_000);
    const [ada, ben] = await two(meet, "Ada: ");
    await ada.page.keyboard.insertText("x".repeat(30_000));
    const notice = ada.page.getByRole("alert").filter({ hasText: "This document is too large for the server." });
    await expect(notice.getByRole("button", { name: "Copy into a new document" })).toBeVisible();
    await expect(ada.saveState).toHaveText("Not saved on the server: the document would be too large for it. Kept here.");
    await ben.write("calm");
    await ben.seesSaved();
    await expect(ada.body).toContainText("calm");
    await expect(ada.body).toContainText("xxx");
    await ada.page.keyboard.press("Control+z");
    // The server asks again after half a minute.
    await expect(ada.saveState).toHaveText(SAVED, { timeout: 60_000 });
    await expect(notice).toHaveCount(0);
    await ada.sees("Ada: calm\n");
    await ben.sees("Ada: calm\n");
  });
});

test("the list says what was refused, and lets it go on in a new document or leave as a file without opening it", async ({ meet, server }, testInfo) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.title.fill("Report");
  await ada.write("Known");
  await ada.seesSaved();
  const link = ada.page.url();
  await ada.canGoOffline();
  await server.stop();
  await ada.write(" and refused");
  await expect(ada.saveState).toHaveText(/kept here$/);
  await isShutOut(ada, link);
  await server.start();
  await ada.page.goto("/");
  const entry = ada.page.getByRole("list", { name: "Recent documents" }).getByRole("listitem");
  await expect(entry).toContainText("Not accepted by the server");
  await expect(entry).not.toContainText("not sent");
  await ada.button("What to do with “Report”, which the server did not accept").click();
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog).toContainText("“Report” was not accepted");
  await testInfo.attach("refused-in-list.png", { body: await ada.page.screenshot(), contentType: "image/png" });
  const saving = ada.page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save as a file" }).click();
  expect(await readFile(await (await saving).path(), "utf8")).toContain("Known and refused");
  await dialog.getByRole("button", { name: "Copy into a new document" }).click();
  await ada.page.waitForURL((url) => url.href !== link && url.pathname.startsWith("/d/"));
  await ada.canWrite();
  await ada.sees("Known and refused\n");
  await expect(ada.title).toHaveValue("Report (copy)");
  await expect(ada.saveState).toHaveText(SAVED);
});
