// A phone: the toolbar is below the text, and above the keyboard that comes up over the page.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const SCREEN = { width: 390, height: 780 };

/** Opens a new document on a phone. */
async function onPhone(person: Person): Promise<void> {
  const devtools = await person.context.newCDPSession(person.page);
  await devtools.send("Emulation.setDeviceMetricsOverride", { ...SCREEN, deviceScaleFactor: 2, mobile: true });
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  await person.startDocument();
}

/** A keyboard of so many pixels comes up over the page, as on an iPhone: the window stays as it is and less of it is seen. */
const keyboard = (person: Person, height: number): Promise<void> =>
  person.page.evaluate((height) => {
    if (!visualViewport) throw new Error("there is no visual viewport");
    Object.defineProperty(visualViewport, "height", { value: innerHeight - height, configurable: true });
    visualViewport.dispatchEvent(new Event("resize"));
  }, height);

test("the toolbar is at the lower edge and goes up with the keyboard, and back", async ({ meet }) => {
  const ada = await meet("Ada");
  await onPhone(ada);
  const toolbar = ada.page.getByRole("toolbar").first();
  const bottom = async (): Promise<number> => {
    const box = await toolbar.boundingBox();
    return (box?.y ?? 0) + (box?.height ?? 0);
  };
  await expect.poll(bottom).toBe(SCREEN.height);
  await keyboard(ada, 300);
  await expect.poll(bottom).toBe(SCREEN.height - 300);
  await ada.button("Bold").click();
  await expect(ada.body).toBeFocused();
  await ada.page.keyboard.type("bold");
  await ada.holds([{ insert: "bold", attributes: { bold: true } }, { insert: "\n" }]);
  await keyboard(ada, 0);
  await expect.poll(bottom).toBe(SCREEN.height);
});

test("every tool can be reached, in one row that a finger moves", async ({ meet }) => {
  const ada = await meet("Ada");
  await onPhone(ada);
  await expect(ada.button("More")).toBeHidden();
  const clear = ada.button("Clear formatting");
  await expect(clear).not.toBeInViewport();
  await clear.scrollIntoViewIfNeeded();
  await expect(clear).toBeInViewport();
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});

test("the line that one writes in stays above the keyboard and the toolbar", async ({ meet }) => {
  const ada = await meet("Ada");
  await onPhone(ada);
  await ada.write(Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n"));
  await keyboard(ada, 300);
  const gap = async (): Promise<number> => {
    const bar = await ada.page.getByRole("toolbar").first().boundingBox();
    const line = await ada.blocks.last().locator(".run").boundingBox();
    return (bar?.y ?? 0) - (line?.y ?? 0) - (line?.height ?? 0);
  };
  await expect.poll(gap).toBeGreaterThan(0);
  await ada.page.keyboard.type("\nanother");
  await expect(ada.blocks.last()).toHaveText("another");
  await expect.poll(gap).toBeGreaterThan(0);
});
