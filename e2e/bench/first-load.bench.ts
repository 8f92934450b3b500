// How much a first visit fetches, in bytes as they come over the wire, and that a second visit need not fetch it again.

import { expect, test } from "../fixtures/test.ts";

const LIMIT = 600_000;

interface Fetched {
  url: string;
  bytes: number;
  encoding: string;
  caching: string;
}

test(`the first load is at most ${LIMIT / 1000} kB`, async ({ page, server }) => {
  const devtools = await page.context().newCDPSession(page);
  const fetched = new Map<string, Fetched>();
  devtools.on("Network.responseReceived", ({ requestId, response }) => {
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

  await page.goto(server.url, { waitUntil: "networkidle" });
  await expect(page.getByRole("button", { name: "New document" })).toBeVisible();

  const files = [...fetched.values()].sort((a, b) => b.bytes - a.bytes);
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const { url, bytes, encoding, caching } of files) {
    console.log(`  ${String(bytes).padStart(8)} bytes  ${encoding.padEnd(5)} ${url}  (${caching})`);
  }
  console.log(`  ${String(total).padStart(8)} bytes in all; the limit is ${LIMIT}`);

  expect(total).toBeLessThanOrEqual(LIMIT);
  // Trunk puts a hash of the content into the names of what it builds: such a file never changes.
  for (const { url, caching } of files) {
    if (/-[0-9a-f]{16}[._]/.test(url)) expect(caching, url).toContain("immutable");
  }
});
