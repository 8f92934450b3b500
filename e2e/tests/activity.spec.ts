// What others did with one's documents: the bell, the page, what changed since one was there, and what one hears of.

import type { Page } from "@playwright/test";
import { isInOrder } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";

async function signUp(page: Page, name: string, email: string): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Create an account" }).click();
}

for (const scheme of ["light", "dark"] as const) {
  test(`the bell counts what others wrote, and the page shows what changed since one was there, in ${scheme}`, async ({ meet }, testInfo) => {
    test.setTimeout(120_000);
    const ada = await meet("Ada");
    const { page } = ada;
    await page.emulateMedia({ colorScheme: scheme });
    const looksRight = (name: string): Promise<void> => isInOrder(page, testInfo, scheme, name);
    await signUp(page, "Ada", "ada@example.org");
    await page.goto("/activity");
    await expect(page.getByRole("heading", { name: "Nothing yet" })).toBeVisible();
    await looksRight("nothing");
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto("/");
    await ada.startDocument();
    await ada.title.fill("Plan of the engine");
    await ada.write("It shall weave.");
    await ada.seesSaved();
    const address = page.url();
    await page.goto("/");
    const ben = await meet("Ben");
    await ben.open(address);
    await ben.goTo("end");
    await ben.write(" It shall count.");
    await ben.seesSaved();
    const bell = page.getByRole("link", { name: /^Activity/ });
    await expect(async () => {
      await page.goto("/");
      await expect(bell).toHaveAccessibleName("Activity, 1 new", { timeout: 3_000 });
    }).toPass();
    await bell.click();
    await expect(page.getByRole("heading", { name: "Plan of the engine" })).toBeVisible();
    await expect(page.getByText(/^A guest wrote 1\d characters/)).toBeVisible();
    await looksRight("activity");
    await page.getByRole("link", { name: "What changed since you were here" }).click();
    await expect(page.locator("ins")).toContainText("It shall count.");
    await expect(page.locator("ins")).not.toContainText("It shall weave.");
    await looksRight("changes");
    await page.getByRole("link", { name: "To your activity" }).click();
    await page.getByRole("button", { name: "Do not tell me of Plan of the engine any more" }).click();
    await expect(page.getByRole("status")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Nothing yet" })).toBeVisible();
    await page.getByRole("link", { name: "What you hear of" }).click();
    await looksRight("settings");
    await page.getByRole("button", { name: "Follow Plan of the engine again" }).click();
    await page.getByLabel("Show on the page: Changes of the text").uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Show on the page: Changes of the text")).not.toBeChecked();
    await page.getByRole("link", { name: "To your activity" }).click();
    await expect(page.getByRole("heading", { name: "Nothing yet" })).toBeVisible();
  });
}
