// Every page that the server writes itself, for everybody: nothing that axe complains of, in each language, in light and dark;
// it says which language it is in, and it fits where a page is 320 pixels wide.

import { complaints } from "../fixtures/axe.ts";
import { type Language, speaks } from "../fixtures/language.ts";
import type { Person } from "../fixtures/person.ts";
import { PostOffice } from "../fixtures/post-office.ts";
import { expect, test as base } from "../fixtures/test.ts";

const PASSWORD = "correct horse";

/** A server that sends letters. */
const test = base.extend<{ post: PostOffice }>({
  post: async ({}, use) => {
    const post = await PostOffice.open();
    await use(post);
    await post.close();
  },
  serveArguments: async ({ post }, use) => {
    const site = ["--public-url", "http://octavo.example", "--behind-proxy"];
    await use(["--mail-server", post.address, "--mail-from", "Octavo <octavo@octavo.example>", ...site]);
  },
});

/** Looks at the pages of one language, and keeps what is wrong with them. */
class Inspector {
  readonly found: string[] = [];

  constructor(
    private readonly language: Language,
    private readonly attach: (name: string, body: Buffer) => Promise<void>,
  ) {}

  async look({ page }: Person, name: string): Promise<void> {
    const say = (problem: string): number => this.found.push(`${name}: ${problem}`);
    if ((await page.locator("html").getAttribute("lang")) !== this.language) say("not in the language that was chosen");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const complaint of await complaints(page)) say(`${colorScheme}: ${complaint}`);
    }
    await this.attach(`${name}-${this.language}-dark`, await page.screenshot({ fullPage: true }));
    await page.setViewportSize({ width: 320, height: 640 });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (sideways > 0) say("it scrolls sideways");
    await page.emulateMedia({ colorScheme: "light" });
    await this.attach(`${name}-${this.language}-phone`, await page.screenshot({ fullPage: true }));
    await page.setViewportSize({ width: 1280, height: 720 });
  }
}

/** Sends the form of the page, whatever its button says. */
async function send({ page }: Person, fields: Record<string, string>, form = "main form"): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`${form} [name=${name}]`).first().fill(value);
  await page.locator(`${form} button`).first().click();
}

for (const language of ["en", "de"] as const) {
  const inspector = (attach: (name: string, body: Buffer) => Promise<void>): Inspector => new Inspector(language, attach);

  test(`axe complains of no page about accounts and groups (${language})`, async ({ meet, server, post }, testInfo) => {
    test.setTimeout(360_000);
    const pages = inspector((name, body) => testInfo.attach(name, { body, contentType: "image/png" }));
    const ada = await meet("Ada");
    await speaks(ada, language);
    for (const path of ["sign-in", "sign-up", "forgot", "reset/x", "status"]) {
      await ada.page.goto(`/${path}`);
      await pages.look(ada, path.replace("/", "-"));
    }
    await ada.page.goto("/sign-in");
    await send(ada, { email: "nobody@example.org", password: "not the password" });
    await expect(ada.page.getByRole("alert")).toBeVisible();
    await pages.look(ada, "sign-in-wrong");

    await ada.page.goto(/\/setup\/[\w-]+/.exec(server.log)![0]);
    await pages.look(ada, "setup");
    await send(ada, { name: "Ada", email: "ada@example.org", password: PASSWORD });
    for (const summary of await ada.page.locator("summary").all()) await summary.click();
    await pages.look(ada, "account");
    await ada.page.goto("/groups");
    await pages.look(ada, "groups");
    await send(ada, { name: "Class 7b" }, "form[action='/groups']");
    await send(ada, { email: "ben@example.org" }, "form[action$='/add']");
    await ada.page.locator("summary").click();
    await pages.look(ada, "group");
    await ada.page.goto("/groups/00000000-0000-4000-8000-000000000000");
    await pages.look(ada, "group-unknown");
    for (const path of ["audit", "admin", "admin/documents", "audit?find=xyz", "admin?find=xyz", "admin?done=sessions"]) {
      await ada.page.goto(`/${path}`);
      await pages.look(ada, path.replaceAll(/\W/g, "-"));
    }
    await ada.page.goto("/admin");
    await ada.page.locator("form[action='/admin/reset'] button").click();
    await pages.look(ada, "admin-reset");

    const ben = await meet("Ben");
    await speaks(ben, language);
    await ben.page.goto("/sign-up");
    await send(ben, { name: "Ben", email: "ben@example.org" });
    await pages.look(ben, "look-into-mail");
    await expect.poll(() => post.link("welcome")).not.toBe("");
    await ben.page.goto(post.link("welcome"));
    await pages.look(ben, "welcome");
    await send(ben, { password: PASSWORD });
    await ben.page.goto("/account");
    await ben.page.locator("summary").first().click();
    await send(ben, { email: "ben@elsewhere.example", current: PASSWORD }, "form[action='/account/email']");
    await expect(ben.page.getByRole("status")).toBeVisible();
    await pages.look(ben, "account-mail");
    await expect.poll(() => post.link("confirm")).not.toBe("");
    await ben.page.goto(post.link("confirm"));
    await pages.look(ben, "confirm");
    await send(ben, {});
    await pages.look(ben, "confirmed");
    await ben.page.goto("/admin");
    await pages.look(ben, "admin-not-yours");
    const third = await meet("Ben elsewhere");
    await speaks(third, language);
    await third.page.goto("/forgot");
    await send(third, { email: "ben@elsewhere.example" });
    await pages.look(third, "reset-sent");
    await expect.poll(() => post.link("reset")).not.toBe("");
    await third.page.goto(post.link("reset"));
    await pages.look(third, "reset");
    await send(third, { password: `${PASSWORD} staple` });
    await pages.look(third, "account-done");
    await third.page.locator("form[action='/account/delete']").evaluate((form) => form.closest("details")!.setAttribute("open", ""));
    await send(third, { current: `${PASSWORD} staple` }, "form[action='/account/delete']");
    await pages.look(third, "deleted");
    expect(pages.found).toEqual([]);
  });

  test(`axe complains of no page about rights (${language})`, async ({ meet, server, post }, testInfo) => {
    test.setTimeout(360_000);
    const pages = inspector((name, body) => testInfo.attach(name, { body, contentType: "image/png" }));
    const join = async (name: string): Promise<Person> => {
      const person = await meet(name);
      await speaks(person, language);
      await person.page.goto("/sign-up");
      await send(person, { name, email: `${name.toLowerCase()}@example.org` });
      await expect.poll(() => post.link("welcome")).not.toBe(joined);
      joined = post.link("welcome");
      await person.page.goto(joined);
      await send(person, { password: PASSWORD });
      return person;
    };
    let joined = "";
    const ana = await join("Ana");
    const ben = await join("Ben");
    const id = await ana.page.evaluate(async () => {
      const id = crypto.randomUUID();
      await fetch(`/api/documents/${id}`, { method: "PUT" });
      await fetch(`/api/documents/${id}/link/off`, { method: "PUT" });
      return id;
    });
    const place = `/d/${id}/access`;
    await ben.page.goto("/d/00000000-0000-4000-8000-000000000000/access");
    await pages.look(ben, "unknown");
    await ben.page.goto(place);
    await pages.look(ben, "none");
    await send(ben, {}, "form[action$='/request']");
    await pages.look(ben, "asked");
    const carl = await meet("Carl");
    await speaks(carl, language);
    await carl.page.goto(place);
    await pages.look(carl, "none-guest");

    await ana.page.goto(place);
    await pages.look(ana, "manage-request");
    await send(ana, {}, "form[action$='/answer']");
    await send(ana, { email: "dora@example.org" }, "form[action$='/person']");
    await ben.page.goto(`/d/${id}`);
    await expect(ben.saveState).toHaveText(/^(Saved on the server|Auf dem Server gespeichert)$/);
    await ana.page.goto(place);
    await ana.page.locator("form[action$='/link'] select").selectOption("edit");
    await ana.page.locator("form[action$='/link'] [name=until]").fill("2999-12-31");
    await send(ana, { password: "open sesame" }, "form[action$='/link']");
    await pages.look(ana, "manage-locked");
    await expect(ana.page.locator(".lead")).toContainText(language === "de" ? "(bis 31.12.2999)" : "(until Dec 31, 2999)");
    await send(ana, {}, "form[action$='/offer']");
    await pages.look(ana, "manage-offered");
    await ben.page.goto(place);
    await pages.look(ben, "offered");
    await carl.page.goto(place);
    await pages.look(carl, "locked");
    await send(carl, { password: "wrong password" }, "form[action$='/password']");
    await pages.look(carl, "locked-wrong");
    await carl.page.goto(place);
    await send(carl, { password: "open sesame" }, "form[action$='/password']");
    await carl.page.goto(place);
    await pages.look(carl, "own");
    expect(pages.found).toEqual([]);
    expect(server.log).not.toContain("panicked");
  });
}
