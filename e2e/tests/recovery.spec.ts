// The app panics. What was typed is on this device's disk by then, and the page comes back by itself.

import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const ALERTS = "test.alerts";

/** Makes the app panic, as a mistake of ours would. */
async function panics(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    try {
      (window as unknown as { __octavo: { panic(): string } }).__octavo.panic();
    } catch {
      // It does not return.
    }
  });
}

/** Makes the app end without a word of its own, as when there is no memory or no stack left. */
async function traps(person: Person, how: "trap" | "overflow"): Promise<void> {
  await person.page.evaluate((how) => {
    setTimeout(() => (window as unknown as { __octavo: Record<string, () => string> }).__octavo[how]?.());
  }, how);
}

/** Keeps what the page says in an alert beyond its reload. */
async function listensToAlerts(person: Person): Promise<void> {
  await person.page.evaluate((key) => {
    new MutationObserver(() => {
      const alert = document.querySelector(".recovery[role=alert]");
      if (alert) sessionStorage.setItem(key, alert.textContent ?? "");
    }).observe(document.body, { childList: true });
  }, ALERTS);
}

test("after a panic the document comes back by itself, with all that was typed and the caret where it was", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("First paragraph\nSecond");
  await ada.press("ArrowLeft", 3);
  await ada.page.keyboard.type("!");
  await listensToAlerts(ada);
  const reloaded = ada.page.waitForEvent("load");
  await panics(ada);
  await reloaded;

  await ada.canWrite();
  await ada.sees("First paragraph\nSec!ond\n");
  await expect(ada.body).toBeFocused();
  await ada.page.keyboard.type("?");
  await ada.sees("First paragraph\nSec!?ond\n");
  expect(await ada.page.evaluate((key) => sessionStorage.getItem(key), ALERTS)).toContain("Your text is safe");
});

test("a panic while the server is away loses nothing either", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.canGoOffline();
  await ada.write("Here");
  await ada.seesSaved();
  await server.kill9();
  await ada.page.keyboard.type(" and there");
  const reloaded = ada.page.waitForEvent("load");
  await panics(ada);
  await reloaded;

  await ada.canWrite();
  await ada.sees("Here and there\n");
});

for (const how of ["trap", "overflow"] as const) {
  test(`after the end of the app that no panic announces (${how}) the document comes back too`, async ({ meet }) => {
    // The browser tells of it as of any error.
    const ada = await meet("Ada", undefined, { throws: /unreachable|call stack/ });
    await ada.startDocument();
    await ada.write("Kept");
    const reloaded = ada.page.waitForEvent("load");
    await traps(ada, how);
    await reloaded;
    await ada.canWrite();
    await ada.sees("Kept\n");
    await ada.write(", and on");
    await ada.sees("Kept, and on\n");
  });
}

test("a page that panics again and again says so, takes no input, and leaves the choice", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Kept");
  for (let time = 0; time < 3; time++) {
    const reloaded = ada.page.waitForEvent("load");
    await panics(ada);
    await reloaded;
    await ada.canWrite();
  }
  await panics(ada);
  const alert = ada.page.getByRole("alert").filter({ hasText: "several times" });
  await expect(alert).toBeVisible();
  await ada.page.keyboard.type("lost?");
  await expect(ada.body).toHaveText("Kept");

  await alert.getByRole("button", { name: "Try again" }).click();
  await ada.canWrite();
  await ada.sees("Kept\n");
});
