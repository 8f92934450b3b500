// The tests in a real browser, run by `cargo xtask test`. A test is tried once: what passes only sometimes has failed.

import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.ts";

export default defineConfig({
  fullyParallel: true,
  // Several browsers and a server to each test: two at a time are what two cores carry.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // `cargo xtask` counts the tests by the JSON report, whose file it names in PLAYWRIGHT_JSON_OUTPUT_NAME.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  projects: [
    {
      name: "chromium",
      testDir: "tests",
      use: { browserName: "chromium", launchOptions: chromium, trace: "retain-on-failure" },
    },
    // What a first visit fetches, of the app as it ships.
    ...(process.env.OCTAVO_SHIPS
      ? [{ name: "weight", testDir: "bench", testMatch: "first-load.bench.ts", use: { launchOptions: chromium } }]
      : []),
    // The shorter lane of the other engines, where `cargo xtask` has found them.
    ...(process.env.OCTAVO_FIREFOX ? [{ name: "firefox", testDir: "engines" }] : []),
    // Each window of WebKit's starts a screen, a driver and a browser.
    ...(process.env.OCTAVO_WEBKIT ? [{ name: "webkit", testDir: "engines", timeout: 180_000 }] : []),
  ],
});
