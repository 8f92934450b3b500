// How the browser is started. `cargo xtask` says which one in OCTAVO_CHROMIUM; without it Playwright takes its own.

import type { LaunchOptions } from "@playwright/test";

export const chromium: LaunchOptions = {
  executablePath: process.env.OCTAVO_CHROMIUM || undefined,
  args: [
    // Chromium's sandbox refuses to run for root, who is the only user of many a build machine.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-gpu",
    // On a machine without an internet these would fail by the dozen at each start.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
