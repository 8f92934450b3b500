// What a page spends on its main thread, in ticks of that thread, which a busy machine does not disturb; and the table
// that sets what was measured beside its limit and beside others.

import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, CDPSession, Page } from "@playwright/test";

/** Milliseconds of the main thread. */
export interface Cost {
  /** In scripts, style and layout: from the event to the patched DOM, and what the next frame does. */
  patching: number;
  /** In all: painting is in it, and the tools of the test. */
  all: number;
}

/** The main thread of a page. */
export class Meter {
  private constructor(
    private readonly page: Page,
    private readonly devtools: CDPSession,
  ) {}

  static async of(page: Page): Promise<Meter> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Meter(page, devtools);
  }

  private async spent(): Promise<Cost> {
    const { metrics } = await this.devtools.send("Performance.getMetrics");
    const ms = (name: string): number => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
    return { patching: ms("ScriptDuration") + ms("LayoutDuration") + ms("RecalcStyleDuration"), all: ms("TaskDuration") };
  }

  /** What `act` costs, the frame behind it included. */
  async cost(act: () => Promise<unknown>): Promise<Cost> {
    await this.frame();
    const before = await this.spent();
    await act();
    await this.frame();
    const after = await this.spent();
    return { patching: after.patching - before.patching, all: after.all - before.all };
  }

  /** What each of so many times costs. */
  async costs(times: number, act: (time: number) => Promise<unknown>): Promise<Cost[]> {
    const costs: Cost[] = [];
    for (let time = 0; time < times; time++) costs.push(await this.cost(() => act(time)));
    return costs;
  }

  /** Waits until what is to be drawn is drawn. */
  private async frame(): Promise<void> {
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  }
}

/** The value below which so large a part of the values lie. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Lets the pages of a context note when something with this selector was first painted. */
export async function watchFirstPaint(context: BrowserContext, selector: string): Promise<void> {
  await context.addInitScript((selector) => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector(selector)) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => Object.assign(window, { painted: performance.now() })));
    });
    seen.observe(document, { childList: true, subtree: true });
  }, selector);
}

/** When that was, in milliseconds since the page was asked for. */
export async function firstPaint(page: Page): Promise<number> {
  await page.waitForFunction(() => "painted" in window);
  return page.evaluate(() => (window as unknown as { painted: number }).painted);
}

/** The memory that the largest page of a browser has for itself, in megabytes; on Linux alone. What `page` no longer
 * needs is cleared away before. */
export async function largestPage(browser: Browser, page: Page): Promise<number> {
  const cleaner = await page.context().newCDPSession(page);
  await cleaner.send("HeapProfiler.collectGarbage");
  await cleaner.detach();
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(async ({ id }) => {
      const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
      return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    });
  return Math.max(0, ...(await Promise.all(sizes)));
}

/** What was measured, a line each. */
export class Table {
  private readonly rows = new Map<string, { limit?: number; unit: string; values: Map<string, number> }>();

  /** Notes a value; `limit` is Octavo's alone. */
  note(editor: string, what: string, value: number, limit?: number, unit = "ms"): void {
    const row = this.rows.get(what) ?? { unit, values: new Map<string, number>() };
    row.values.set(editor, value);
    if (limit !== undefined) row.limit = limit;
    this.rows.set(what, row);
    const bound = limit === undefined ? "" : `; the limit is ${limit} ${unit}`;
    console.log(`  ${editor}: ${what}: ${value.toFixed(value < 100 ? 2 : 0)} ${unit}${bound}`);
  }

  /** Every line, the editors beside each other. */
  toString(): string {
    const editors = [...new Set([...this.rows.values()].flatMap(({ values }) => [...values.keys()]))];
    const shown = (value: number | undefined): string => (value === undefined ? "-" : value.toFixed(value < 100 ? 1 : 0)).padStart(12);
    const head = `  ${"".padEnd(44)}${["limit", ...editors].map((name) => name.padStart(12)).join("")}`;
    const lines = [...this.rows].map(
      ([what, { limit, unit, values }]) =>
        `  ${`${what}, ${unit}`.padEnd(44)}${[limit, ...editors.map((editor) => values.get(editor))].map(shown).join("")}`,
    );
    return [head, ...lines].join("\n");
  }

  /** What is over its limit, in words. */
  over(editor: string): string[] {
    return [...this.rows].flatMap(([what, { limit, unit, values }]) => {
      const value = values.get(editor);
      return limit !== undefined && value !== undefined && value > limit ? [`${what}: ${value.toFixed(1)} ${unit}, limit ${limit}`] : [];
    });
  }
}
