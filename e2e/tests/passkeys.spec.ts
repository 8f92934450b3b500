// Passkeys in Chromium, with a device that its developer tools stand in for: added, used without a name or a password, removed.

import type { CDPSession, Page } from "@playwright/test";
import { complaints } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";

const PASSWORD = "correct horse";

/** A device that keeps passkeys and is unlocked. */
async function plugIn(page: Page): Promise<{ device: CDPSession; authenticatorId: string }> {
  const device = await page.context().newCDPSession(page);
  await device.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options });
  return { device, authenticatorId };
}

async function signUp(page: Page): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create an account" }).click();
}

test("a passkey is added, signs in by itself, and is worth nothing when it is removed", async ({ meet, server }) => {
  // A passkey is made for a name; 127.0.0.1 is none.
  const ada = await meet("Ada", { url: `http://localhost:${server.port}` });
  const { page } = ada;
  const { device, authenticatorId } = await plugIn(page);
  await signUp(page);
  await page.goto("/account");
  await page.getByText("Add a passkey").first().click();
  const form = page.locator("form[data-passkey=registration]");
  await form.getByLabel("What you call it").fill("Laptop");
  await form.getByLabel("Current password").fill("not the password");
  await form.getByRole("button", { name: "Add a passkey" }).click();
  await expect(form.getByRole("alert")).toHaveText("The address or the password is wrong.");
  expect(await complaints(page)).toEqual([]);
  await form.getByLabel("Current password").fill(PASSWORD);
  await form.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("The passkey is added.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Laptop" })).toBeVisible();
  expect((await device.send("WebAuthn.getCredentials", { authenticatorId })).credentials).toHaveLength(1);

  await page.context().clearCookies();
  await page.goto("/sign-in?next=/groups");
  expect(await complaints(page)).toEqual([]);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Groups", exact: true })).toBeVisible();

  await page.goto("/account");
  await page.getByRole("button", { name: "Remove Laptop" }).click();
  await expect(page.getByText("The passkey is removed.")).toBeVisible();
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.locator("form[data-passkey=authentication]").getByRole("alert")).toContainText("does not open an account here");
});

test("where there are no passkeys nothing asks for one, and who lets the device ask in vain can go on", async ({ meet, server }) => {
  const { page } = await meet("Ben");
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeHidden();

  const carl = await meet("Carl", { url: `http://localhost:${server.port}` });
  const { device, authenticatorId } = await plugIn(carl.page);
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await signUp(carl.page);
  await carl.page.goto("/account");
  await carl.page.getByText("Add a passkey").first().click();
  const form = carl.page.locator("form[data-passkey=registration]");
  await form.getByLabel("What you call it").fill("Laptop");
  await form.getByLabel("Current password").fill(PASSWORD);
  await form.getByRole("button", { name: "Add a passkey" }).click();
  await expect(form.getByRole("alert")).toContainText("No passkey was used.");
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await form.getByRole("button", { name: "Add a passkey" }).click();
  await expect(carl.page.getByText("The passkey is added.")).toBeVisible();
});
