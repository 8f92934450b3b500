// The tests in a real browser, run by `cargo xtask test`. A test is tried once: what passes only sometimes has failed.

import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.ts";

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  // Several browsers and a server to each test: two at a time are what two cores carry.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // `cargo xtask` counts the tests by the JSON report, whose file it names in PLAYWRIGHT_JSON_OUTPUT_NAME.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: chromium,
    trace: "retain-on-failure",
  },
});
