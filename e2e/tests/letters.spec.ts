// Letters by a real mail server: an account, a forgotten password, and what happens while the mail server is away.

import { PostOffice } from "../fixtures/post-office.ts";
import { expect, test as base } from "../fixtures/test.ts";

const PASSWORD = "correct horse";

const test = base.extend<{ post: PostOffice }>({
  post: async ({}, use) => {
    const post = await PostOffice.open();
    await use(post);
    await post.close();
  },
  serveArguments: async ({ post }, use) => {
    const site = ["--public-url", "http://octavo.example"];
    await use(["--mail-server", post.address, "--mail-from", "Octavo <octavo@octavo.example>", ...site]);
  },
});

test("a guest makes an account by a letter, keeps what he wrote, and sets a forgotten password by another", async ({ meet, post }) => {
  const ada = await meet("Ada");
  const { page } = ada;
  await ada.startDocument();
  await ada.title.fill("Plan of the engine");
  await ada.goTo("end");
  await ada.write("As a guest.");
  await ada.seesSaved();
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByRole("button", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
  await expect.poll(() => post.link("welcome")).not.toBe("");
  expect(post.letters.at(-1)).toMatch(/^To: ada@example\.org\r?$/m);
  await page.goto(post.link("welcome"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.goto("/account");
  await expect(page.getByRole("link", { name: "Plan of the engine" })).toBeVisible();

  const elsewhere = await meet("Somebody");
  await elsewhere.page.goto("/forgot");
  await elsewhere.page.getByLabel("E-mail").fill("ada@example.org");
  await elsewhere.page.getByRole("button", { name: "Send me a link" }).click();
  await expect.poll(() => post.link("reset")).not.toBe("");
  await elsewhere.page.goto(post.link("reset"));
  await elsewhere.page.getByLabel("New password").fill("battery staple");
  await elsewhere.page.getByRole("button", { name: "Set password" }).click();
  await expect(elsewhere.page.getByRole("link", { name: "Plan of the engine" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("while the mail server is away a letter waits, the status page says so, and then it comes", async ({ meet, post }) => {
  test.setTimeout(180_000);
  const { page } = await meet("Ben");
  await post.close();
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Ben");
  await page.getByLabel("E-mail").fill("ben@example.org");
  await page.getByRole("button", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
  const says = async (sentence: string): Promise<void> => {
    await expect(async () => {
      await page.goto("/status");
      await expect(page.getByRole("heading", { name: sentence })).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 75_000 });
  };
  await says("Something does not work");
  expect(post.letters).toEqual([]);
  await post.reopen();
  await expect.poll(() => post.link("welcome"), { timeout: 60_000 }).not.toBe("");
  await says("Everything works");
  await page.goto(post.link("welcome"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.goto("/account");
  await expect(page.getByText("ben@example.org").first()).toBeVisible();
});
