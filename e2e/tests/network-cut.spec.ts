// One person's network goes away while everybody else stays connected.

import { SAVED } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { two } from "../fixtures/two.ts";

test("with one network cut both write in the same paragraph, and both texts are there when it is back", async ({ meet, network }) => {
  const [ada, ben] = await two(meet, "[middle]", network);
  await ben.seesSaved();

  await network.cut();
  await expect(ben.saveState).toHaveText("Offline: everything here is saved");
  await ada.goTo("start");
  await ada.page.keyboard.type("Ada’s ");
  await ada.seesSaved();
  await ben.goTo("end");
  await ben.page.keyboard.type(" Ben’s");
  await ada.sees("Ada’s [middle]\n");
  await ben.sees("[middle] Ben’s\n");
  await expect(ben.saveState).toHaveText(/^Offline: \d+ changes kept here$/);

  await network.restore();
  await ada.sees("Ada’s [middle] Ben’s\n");
  await ben.sees("Ada’s [middle] Ben’s\n");
  await ben.seesSaved();
});

test("the caret and what is selected stay with their letters when the network is back", async ({ meet, network }) => {
  const [ada, ben] = await two(meet, "one two three", network);
  await network.cut();
  await ada.goTo("start");
  await ada.page.keyboard.type("Ada: zero\n");
  await ben.goTo("end");
  await ben.press("ArrowLeft", 6);
  await ben.press("Shift+ArrowLeft", 3);
  await network.restore();
  await ben.sees("Ada: zero\none two three\n");
  await expect.poll(() => ben.selection()).toEqual([17, 14]);
  await expect(ben.body).toBeFocused();
  await ben.page.keyboard.type("2");
  await ada.sees("Ada: zero\none 2 three\n");
});

test("both write at the same place with the network cut: neither text is torn apart", async ({ meet, network }) => {
  const [ada, ben] = await two(meet, "At the end:", network);

  await network.cut();
  await ada.page.keyboard.type(" from Ada");
  await ben.write(" from Ben");
  await ben.sees("At the end: from Ben\n");
  await network.restore();

  await ben.seesAll([" from Ada", " from Ben"]);
  await expect.poll(() => ada.shownText()).toBe(await ben.shownText());
  expect((await ada.shownText()).length).toBe("At the end: from Ada from Ben\n".length);
});

test("the others see who lost the network leave, and come back", async ({ meet, network }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  const ben = await meet("Ben", network);
  await ben.open(ada.page.url());
  await ben.write("here");
  await expect(ada.caretOf("Ben")).toBeVisible();
  await network.cut();
  await expect(ada.caretOf("Ben")).toHaveCount(0);
  await network.restore();
  await expect(ada.caretOf("Ben")).toBeVisible();
});

test("a connection that is open on one side alone is found out within seconds", async ({ meet, network }) => {
  const ada = await meet("Ada", network);
  await ada.startDocument();
  await ada.write("before");
  await ada.seesSaved();
  network.goSilent();
  await ada.write(", in the tunnel");
  await expect(ada.saveState).toHaveText(/^(Offline|Connecting): \d+ changes kept here$/, { timeout: 12_000 });
  network.speakAgain();
  await ada.seesSaved();
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("before, in the tunnel\n");
});

test("a half-open connection is found out although somebody sets the clock back meanwhile", async ({ meet, network }) => {
  const ada = await meet("Ada", network);
  await ada.context.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() - ((window as { setBackMs?: number }).setBackMs ?? 0);
  });
  await ada.startDocument();
  await ada.write("before");
  await ada.seesSaved();
  await ada.page.evaluate(() => Object.assign(window, { setBackMs: 60 * 60 * 1000 }));
  network.goSilent();
  await ada.write(", an hour ago");
  await expect(ada.saveState).toHaveText(/^(Offline|Connecting): \d+ changes kept here$/, { timeout: 12_000 });
  network.speakAgain();
  await ada.seesSaved();
});

const RETURNS = {
  "the network comes back": () => window.dispatchEvent(new Event("online")),
  "somebody looks at the page again": () => document.dispatchEvent(new Event("visibilitychange")),
};
for (const [what, happens] of Object.entries(RETURNS)) {
  test(`when ${what} the page connects at once, and waits for nothing`, async ({ meet, network }) => {
    test.setTimeout(60_000);
    const ada = await meet("Ada", network);
    await ada.context.addInitScript(() => {
      // All waits that have chance in them are as long as they may be, once this is asked for.
      const random = crypto.getRandomValues.bind(crypto);
      const longest = (array: Uint8Array<ArrayBuffer>) => ("isUnlucky" in window ? array.fill(255) : random(array));
      Object.defineProperty(crypto, "getRandomValues", { value: longest });
    });
    await ada.startDocument();
    await ada.write("x");
    await ada.seesSaved();
    await ada.page.evaluate(() => Object.assign(window, { isUnlucky: true }));
    let attempts = 0;
    ada.page.on("websocket", () => attempts++);
    await network.cut();
    // The seventh would come ten seconds after the sixth.
    await expect.poll(() => attempts, { timeout: 30_000 }).toBe(6);
    await network.restore();
    await ada.page.evaluate(happens);
    await expect(ada.saveState).toHaveText(SAVED, { timeout: 4_000 });
  });
}
