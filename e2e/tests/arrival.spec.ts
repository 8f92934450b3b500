// The app as an installed one: what other apps send to it, and what the system may ask of it.

import { expect, test } from "../fixtures/test.ts";

test("a text that another app sends becomes a document, with no network too", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/");
  await ada.canGoOffline();
  await server.stop();
  await ada.page.evaluate(() => {
    const form = Object.assign(document.createElement("form"), { action: "/share", method: "post", enctype: "multipart/form-data" });
    for (const [name, value] of [["title", "A link"], ["text", "Look at this"], ["url", "https://example.org/"]] as const) {
      form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    form.submit();
  });
  await ada.page.waitForURL(/\/d\//);
  await ada.canWrite();
  await ada.sees("Look at this\nhttps://example.org/\n");
  await expect(ada.title).toHaveValue("A link");
  await server.start();
  await ada.seesSaved();
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("Look at this\nhttps://example.org/\n");
});

test("a file that another app sends becomes a document with its headings and lists", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/");
  await ada.canGoOffline();
  await ada.page.evaluate(() => {
    const form = Object.assign(document.createElement("form"), { action: "/share", method: "post", enctype: "multipart/form-data" });
    const input = Object.assign(document.createElement("input"), { name: "files", type: "file" });
    const transfer = new DataTransfer();
    transfer.items.add(new File(["# Plan\n\n- milk\n"], "plan.md", { type: "text/markdown" }));
    input.files = transfer.files;
    form.append(input);
    document.body.append(form);
    form.submit();
  });
  await ada.page.waitForURL(/\/d\//);
  await ada.canWrite();
  await ada.holds([
    { insert: "Plan" },
    { insert: "\n", attributes: { header: 1 } },
    { insert: "milk" },
    { insert: "\n", attributes: { list: "bullet" } },
  ]);
  await expect(ada.title).toHaveValue("plan");
});

test("the app can be installed: its manifest has what browsers ask for, and its shortcut opens a blank document", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.goto("/");
  await ada.canGoOffline();
  const session = await ada.context.newCDPSession(ada.page);
  const { errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A browser without a window of its own is never offered one.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  await ada.page.goto("/new");
  await ada.page.waitForURL(/\/d\//);
  await ada.canWrite();
  await ada.sees("\n");
});

test("files that the system opens with the app become documents", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.context.addInitScript(() => {
    const files = [
      new File(["# Heading\n"], "notes.md", { type: "text/markdown" }),
      new File(["plain # text"], "list.txt", { type: "text/plain" }),
    ];
    const handles = files.map((file) => ({ getFile: async () => file }));
    const isLaunched = sessionStorage.getItem("launched");
    sessionStorage.setItem("launched", "yes");
    const setConsumer = (consumer: (launch: { files: unknown[] }) => void) => isLaunched || consumer({ files: handles });
    Object.defineProperty(window, "launchQueue", { value: { setConsumer } });
  });
  await ada.page.goto("/new");
  await ada.page.waitForURL(/\/d\//);
  await ada.canWrite();
  await ada.holds([{ insert: "Heading" }, { insert: "\n", attributes: { header: 1 } }]);
  await expect(ada.title).toHaveValue("notes");
  await ada.page.goto("/");
  await ada.page.getByRole("link", { name: /^list/ }).click();
  await ada.canWrite();
  await ada.sees("plain # text\n");
});
