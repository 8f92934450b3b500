// Who else is here: their menus, going to them and following them, and what is said aloud.

import type { Locator } from "@playwright/test";
import type { Person } from "../fixtures/person.ts";
import type { PeerWindow } from "../peer/main.ts";
import { expect, test } from "../fixtures/test.ts";

const people = (person: Person): Locator => person.page.getByRole("list", { name: "People here" }).getByRole("listitem");
const followBar = (person: Person): Locator => person.page.locator(".follow-bar");
const spoken = (person: Person): Locator => person.page.locator(".people-news");

/** What is said aloud of the people here from now on, one after the other. */
async function hears(person: Person): Promise<() => Promise<string[]>> {
  const heard = await spoken(person).evaluateHandle((news) => {
    const heard: string[] = [];
    new MutationObserver(() => heard.push(news.textContent ?? "")).observe(news, { subtree: true, childList: true, characterData: true });
    return heard;
  });
  return () => heard.jsonValue();
}

/** A document of many paragraphs that Ada has open at its start and Ben at its end. */
async function farApart(meet: (name: string) => Promise<Person>): Promise<[Person, Person]> {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.evaluate((body) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", Array.from({ length: 200 }, (_, line) => `Line ${line}`).join("\n"));
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await ada.goTo("start");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.goTo("end");
  await expect(people(ada)).toHaveText([/Ben/]);
  return [ada, ben];
}

test("by the menu of a person one goes to their caret, which flashes", async ({ meet }) => {
  const [ada, ben] = await farApart(meet);
  await expect(ada.caretOf("Ben")).toHaveCount(0);
  await ada.button("Ben (guest)").click();
  await ada.page.getByRole("menuitem", { name: "Go to Ben" }).click();
  await expect(ada.caretOf("Ben")).toBeInViewport();
  await expect(ada.caretOf("Ben")).toHaveClass(/flashing/);
  await expect(ada.page.getByRole("menuitem", { name: "Go to Ben" })).toBeHidden();
  await ben.page.keyboard.type(" and Ben");
  await expect(ada.caretOf("Ben")).toHaveClass(/flagged/);
});

test("the menu of a person opens, is walked and closes by key", async ({ meet }) => {
  const [ada] = await farApart(meet);
  await ada.button("Ben (guest)").focus();
  await ada.press("Enter");
  await expect(ada.page.getByRole("menuitem", { name: "Go to Ben" })).toBeFocused();
  await ada.press("ArrowDown");
  await expect(ada.page.getByRole("menuitemcheckbox", { name: "Follow Ben" })).toBeFocused();
  await ada.press("Escape");
  await expect(ada.page.getByRole("menu", { name: "Ben" })).toBeHidden();
  await expect(ada.button("Ben (guest)")).toBeFocused();
});

test("the menu of a person stays open under the hand while they come into the text and change their name", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Some text");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ada.button("Ben (guest)").click();
  const goToBen = ada.page.getByRole("menuitem", { name: "Go to Ben" });
  await expect(goToBen).toHaveAttribute("aria-disabled", "true");
  await ben.goTo("end");
  await expect(goToBen).toBeEnabled();
  await ben.button("You: Ben").click();
  await ben.page.getByLabel("Your name").fill("Benjamin");
  await ben.press("Enter");
  await expect(ada.page.getByRole("menuitem", { name: "Go to Benjamin" })).toBeVisible();
});

test("the view follows a person until one writes, scrolls or presses Escape", async ({ meet }) => {
  const [ada, ben] = await farApart(meet);
  const follow = async (): Promise<void> => {
    await ada.button("Ben (guest)").click();
    await ada.page.getByRole("menuitemcheckbox", { name: "Follow Ben" }).click();
    await expect(followBar(ada)).toContainText("Following Ben");
  };
  // That he has come may be said at the same time.
  const heard = await hears(ada);
  await follow();
  await expect.poll(heard).toContain("Following Ben");
  await expect(ada.caretOf("Ben")).toBeInViewport();
  await ben.goTo("start");
  await expect(ada.caretOf("Ben")).toBeInViewport();
  await ben.goTo("end");
  await expect(ada.caretOf("Ben")).toBeInViewport();
  await ben.page.keyboard.type("\nmore".repeat(10));
  await expect(ada.caretOf("Ben")).toBeInViewport();
  await ada.press("Escape");
  await expect(followBar(ada)).toHaveCount(0);
  await expect.poll(heard).toContain("No longer following");

  await follow();
  await ada.page.mouse.move(600, 500);
  await ada.page.mouse.wheel(0, -400);
  await expect(followBar(ada)).toHaveCount(0);

  await follow();
  await ada.body.focus();
  await ada.page.keyboard.type("x");
  await expect(followBar(ada)).toHaveCount(0);

  await follow();
  await ada.button("Stop").click();
  await expect(followBar(ada)).toHaveCount(0);
  await ben.goTo("start");
  await ben.page.keyboard.type("here");
  await ada.seesAll(["here"]);
  await ada.goTo("end");
  await ben.press("ArrowLeft");
  await expect(ada.caretOf("Ben")).not.toBeInViewport();
});

test("who is followed and loads the page anew is followed on; who leaves is not", async ({ meet }) => {
  const [ada, ben] = await farApart(meet);
  await ada.button("Ben (guest)").click();
  await ada.page.getByRole("menuitemcheckbox", { name: "Follow Ben" }).click();
  await ben.page.reload();
  await ben.canWrite();
  await ben.goTo("start");
  await expect(ada.caretOf("Ben")).toBeInViewport();
  await expect(followBar(ada)).toContainText("Following Ben");
  await ben.page.close();
  await expect(followBar(ada)).toHaveCount(0);
});

test("who joins and who leaves is said, and who loads the page anew is not spoken of", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  // Who is there within the first moments was there before.
  await ada.page.waitForFunction(() => performance.now() > 6_000);
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await expect(spoken(ada)).toHaveText("Ben (guest) joined");
  await ben.page.reload();
  await ben.canWrite();
  await expect(people(ada)).toHaveText([/Ben/]);
  await expect(spoken(ada)).toHaveText("Ben (guest) joined");
  await ben.page.close();
  await expect(people(ada)).toHaveCount(0);
  await expect(spoken(ada)).toHaveText("Ben (guest) left");
});

test("a person keeps the colour over a reload, here and at the others'", async ({ meet }) => {
  const [ada, ben] = await farApart(meet);
  const color = (): Promise<string> =>
    ada.button("Ben (guest)").evaluate((avatar) => getComputedStyle(avatar).backgroundColor);
  await expect.poll(color).not.toBe("rgba(0, 0, 0, 0)");
  const before = await color();
  await ben.page.reload();
  await ben.canWrite();
  await ben.goTo("end");
  await expect(people(ada)).toHaveText([/Ben/]);
  await expect.poll(color).toBe(before);
});

test("a person chooses a colour, by key too, which the others see at once and which is there after a reload", async ({ meet }) => {
  const [ada, ben] = await farApart(meet);
  const shown = (person: Person, name: string): Promise<string> =>
    person.button(name).evaluate((avatar) => getComputedStyle(avatar).backgroundColor);
  const jade = "rgb(3, 122, 104)";
  await ben.button("You: Ben").click();
  const colors = ben.page.getByRole("group", { name: "Your colour" });
  const green = colors.getByRole("radio", { name: "Green" });
  // It may be the colour that he has already.
  await green.click();
  await expect(green).toBeFocused();
  await ben.press("ArrowRight");
  await expect(colors.getByRole("radio", { name: "Jade" })).toBeChecked();
  await expect.poll(() => shown(ada, "Ben (guest)")).toBe(jade);
  await ben.page.reload();
  await ben.canWrite();
  expect(await shown(ben, "You: Ben")).toBe(jade);
  await ben.goTo("start");
  await ben.page.keyboard.press("Shift+ArrowRight");
  await expect(ada.caretOf("Ben")).toBeVisible();
  await expect.poll(() => shown(ada, "Ben (guest)")).toBe(jade);
});

test("of six people three are shown and the others are in a list, on a phone one", async ({ meet }) => {
  test.setTimeout(120_000);
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Together");
  for (const name of ["Ben", "Cleo", "Dan", "Eva", "Finn"]) {
    const other = await meet(name);
    await other.open(ada.page.url());
    await other.goTo("end");
  }
  await expect(people(ada)).toHaveCount(4);
  await ada.button("2 more people").click();
  const menu = ada.page.getByRole("menu", { name: "People here" });
  await expect(menu.getByRole("menuitem")).toHaveCount(2);
  await menu.getByRole("menuitemcheckbox").first().click();
  await expect(followBar(ada)).toContainText("Following ");
  await ada.press("Escape");
  await expect(followBar(ada)).toHaveCount(0);
  await ada.page.setViewportSize({ width: 390, height: 800 });
  await expect(people(ada)).toHaveCount(2);
  await ada.button("4 more people").click();
  await expect(menu.getByRole("menuitem")).toHaveCount(4);
});

test("who somebody is says the server: an account stands under its name, and a guest is called one whatever he says", async ({ meet, joinAsPeer }, testInfo) => {
  const [ada, ben] = [await meet("Anybody"), await meet("Ben")];
  await ada.page.goto("/sign-up");
  await ada.page.getByLabel("Your name").fill("Ada");
  await ada.page.getByLabel("E-mail").fill("ada@example.org");
  await ada.page.getByLabel("Password").fill("correct horse");
  await ada.page.getByRole("button", { name: "Create an account" }).click();
  await expect(ada.page).not.toHaveURL(/sign-up/);
  await ada.startDocument();
  await ben.open(ada.page.url());
  await ben.write("Dear Ada");
  await expect(ben.saveState).toHaveText("Seen by Ada");
  await ada.goTo("end");
  await expect(ada.caretOf("Ben")).toHaveAttribute("data-guest");
  await expect(ben.caretOf("Ada")).toBeVisible();
  await expect(ben.caretOf("Ada")).not.toHaveAttribute("data-guest");
  await ada.page.close();
  await expect(people(ben)).toHaveCount(0);

  // He has another client, and says there that he is she and has seen everything.
  const mallory = await joinAsPeer(ben.documentId, "Ada");
  await mallory.page.evaluate(() => {
    const { awareness } = (window as unknown as PeerWindow).provider;
    awareness.setLocalStateField("who", { id: "ada", name: "Ada" });
    const claim = (): void => {
      const seen = Object.fromEntries([...awareness.getStates().keys()].map((client) => [client, 1_000_000]));
      const known = JSON.stringify(awareness.getLocalState()?.["seen"]);
      if (known !== JSON.stringify(seen)) awareness.setLocalStateField("seen", seen);
    };
    awareness.on("change", claim);
    claim();
  });
  await expect(ben.button("Ada (guest)")).toBeVisible();
  await expect(ben.button("Ada")).toHaveCount(0);
  await ben.write("!");
  await expect(ben.saveState).toHaveText("Seen by Ada (guest)");
  await ben.button("Ada (guest)").click();
  await expect(ben.page.getByRole("menu", { name: "Ada (guest)" })).toContainText("Guest");
  await testInfo.attach("guest.png", { body: await ben.page.screenshot(), contentType: "image/png" });
});
