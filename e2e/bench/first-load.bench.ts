// How much a first visit fetches before one can do what the page is for, in bytes as they come over the wire. What the service
// worker fetches behind it, for later and for when there is no network, is not counted: nobody waits for it.

import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

interface Visit {
  what: string;
  limit: number;
  path: () => string;
  use: (page: Page) => Promise<void>;
}

const VISITS: Visit[] = [
  {
    what: "home",
    limit: 590_000,
    path: () => "/",
    use: (page) => expect(page.getByRole("button", { name: "New document" })).toBeVisible(),
  },
  {
    what: "a document",
    limit: 552_000,
    path: () => `/d/${randomUUID()}?new`,
    use: async (page) => {
      const text = page.getByRole("textbox", { name: "Document" });
      await expect(text).toBeFocused();
      await page.keyboard.type("a");
      await expect(text).toHaveText("a");
    },
  },
];

interface Fetched {
  url: string;
  bytes: number;
  encoding: string;
  caching: string;
}

for (const { what, limit, path, use } of VISITS) {
  test(`the first load of ${what} is at most ${limit / 1000} kB`, async ({ page, server }) => {
    const devtools = await page.context().newCDPSession(page);
    const fetched = new Map<string, Fetched>();
    devtools.on("Network.responseReceived", ({ requestId, response }) => {
      if (response.fromServiceWorker || response.fromDiskCache) return;
      const header = (name: string): string =>
        Object.entries(response.headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? "-";
      const { pathname } = new URL(response.url);
      fetched.set(requestId, { url: pathname, bytes: 0, encoding: header("content-encoding"), caching: header("cache-control") });
    });
    devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const entry = fetched.get(requestId);
      if (entry) entry.bytes = encodedDataLength;
    });
    await devtools.send("Network.enable");

    await page.goto(server.url + path(), { waitUntil: "load" });
    await use(page);

    const files = [...fetched.values()].sort((a, b) => b.bytes - a.bytes);
    const total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const { url, bytes, encoding, caching } of files) {
      console.log(`  ${String(bytes).padStart(8)} bytes  ${encoding.padEnd(5)} ${url}  (${caching})`);
    }
    console.log(`  ${String(total).padStart(8)} bytes in all for ${what}; the limit is ${limit}`);

    expect(total).toBeLessThanOrEqual(limit);
    // A hash of the content is in the names of what is built: such a file never changes.
    for (const { url, caching } of files) {
      if (/-[0-9a-f]{16}[._]/.test(url)) expect(caching, url).toContain("immutable");
    }
  });
}
