// Every state of the app's pages beside a document that is written in (everywhere.spec): nothing that axe complains of, in each
// language, in light and dark.

import { complaints } from "../fixtures/axe.ts";
import { type Language, speaks } from "../fixtures/language.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const LANGUAGES = ["en", "de"] as const;

/** What is wrong with what a person sees now, in light and dark. */
async function wrongWith(person: Person, name: string, part?: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await person.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    found.push(...(await complaints(person.page, part)).map((complaint) => `${name}, ${colorScheme}: ${complaint}`));
  }
  return found;
}

async function somebody(meet: (name: string) => Promise<Person>, language: Language): Promise<Person> {
  const person = await meet("Ada");
  await speaks(person, language);
  return person;
}

/** A document of one's own, by the button of the home page, whatever it says. */
async function begin({ page }: Person): Promise<void> {
  await page.goto("/");
  await page.locator("main .button.primary").first().click();
  await expect(page.locator(".page-text")).toHaveAttribute("contenteditable", "true");
}

for (const language of LANGUAGES) {
  test(`axe complains of no state of the home page (${language})`, async ({ meet, server }, testInfo) => {
    test.setTimeout(360_000);
    const ada = await somebody(meet, language);
    const { page } = ada;
    const found: string[] = [];
    await page.goto("/");
    await expect(page.locator("main .button.primary").first()).toBeVisible();
    found.push(...(await wrongWith(ada, "empty")));
    await begin(ada);
    await page.keyboard.type("Sent");
    await page.locator(".title").fill("Minutes");
    await expect(page.locator(".status.safe")).toBeVisible();
    await ada.canGoOffline();
    await server.stop();
    await page.locator(".page-text").focus();
    await page.keyboard.type("never sent");
    await expect(page.locator(".status.local")).toBeVisible();
    await page.goto("/");
    await expect(page.locator(".shelf-unsent")).toBeVisible();
    await page.locator(".shelf-action").first().click();
    found.push(...(await wrongWith(ada, "unsent and kept")));
    await page.locator(".shelf-search input").fill("nowhere");
    found.push(...(await wrongWith(ada, "nothing found")));
    await page.locator(".shelf-search input").fill("");
    await page.locator(".shelf-action").last().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    found.push(...(await wrongWith(ada, "remove one", "dialog[open]")));
    await testInfo.attach(`remove-one-${language}`, { body: await page.screenshot(), contentType: "image/png" });
    await page.keyboard.press("Escape");
    for (const [index, name] of ["room", "remove all"].entries()) {
      await page.locator(".button.quiet").nth(index).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      found.push(...(await wrongWith(ada, name, "dialog[open]")));
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
    await page.locator(".avatar.you").click();
    found.push(...(await wrongWith(ada, "you")));
    expect(found).toEqual([]);
  });

  test(`axe complains of no page that explains (${language})`, async ({ meet }, testInfo) => {
    test.setTimeout(360_000);
    const ada = await somebody(meet, language);
    const { page } = ada;
    const found: string[] = [];
    for (const path of ["/no-such-page", "/d/00000000-0000-4000-8000-000000000000"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      found.push(...(await wrongWith(ada, path)));
    }
    await begin(ada);
    await page.keyboard.type("Text");
    await expect(page.locator(".status.safe")).toBeVisible();
    const link = page.url();

    // What the server closes the door with, each with words of its own.
    for (const code of [4400, 4403, 4404, 4413, 4422, 4429]) {
      await page.unrouteAll();
      await page.routeWebSocket(/\/ws\//, (socket) => socket.close({ code }));
      await page.goto(link);
      await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
      found.push(...(await wrongWith(ada, `closed with ${code}`)));
    }
    await testInfo.attach(`notice-${language}`, { body: await page.screenshot(), contentType: "image/png" });

    const ben = await meet("Ben");
    await speaks(ben, language);
    await ben.page.routeWebSocket(/\/ws\//, (socket) => socket.close({ code: 1012 }));
    await ben.page.goto(link);
    await expect(ben.page.locator(".waiting")).toBeVisible();
    found.push(...(await wrongWith(ben, "waiting")));

    const carl = await meet("Carl");
    await speaks(carl, language);
    const view = await ada.page.evaluate(async (link) => {
      const answer = await fetch(`/api/documents/${link.split("/").pop()}/view-link`, { method: "PUT" });
      return ((await answer.json()) as { view: string }).view;
    }, link);
    await carl.page.goto(`/d/${view}`);
    await expect(carl.page.locator(".view-only-badge")).toBeVisible();
    found.push(...(await wrongWith(carl, "view only")));
    await testInfo.attach(`view-only-${language}`, { body: await carl.page.screenshot(), contentType: "image/png" });

    // The same on a phone, with the outline over the text.
    await carl.page.setViewportSize({ width: 360, height: 740 });
    await carl.page.keyboard.press("Control+Alt+o");
    found.push(...(await wrongWith(carl, "view only on a phone")));
    expect(found).toEqual([]);
  });

  test(`axe complains of nothing that a new version or a failure shows (${language})`, async ({ meet, release }) => {
    test.setTimeout(360_000);
    const ada = await meet("Ada", release);
    await speaks(ada, language);
    const { page } = ada;
    await begin(ada);
    await ada.canGoOffline();
    await page.keyboard.type("Text");
    release.publish();
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    await expect(page.locator(".update")).toBeVisible();
    const found = await wrongWith(ada, "a new version");
    await page.evaluate(() => {
      // As when it has stopped several times in a row.
      sessionStorage.setItem("octavo.recovery", JSON.stringify({ times: Array.from({ length: 3 }, () => Date.now()) }));
      try {
        (window as unknown as { __octavo: { panic(): string } }).__octavo.panic();
      } catch {
        // It does not return.
      }
    });
    await expect(page.locator(".recovery")).toBeVisible();
    found.push(...(await wrongWith(ada, "recovery")));
    expect(found).toEqual([]);
  });
}
