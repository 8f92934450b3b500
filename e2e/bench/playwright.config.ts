// The measurements in a real browser, run by `cargo xtask bench`: one at a time, as they share the machine's cores.

import { defineConfig } from "@playwright/test";
import { chromium } from "../chromium.ts";

export default defineConfig({
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../test-results/bench",
  workers: 1,
  retries: 0,
  timeout: 180_000,
  reporter: [["list"]],
  use: { browserName: "chromium", launchOptions: chromium },
});
