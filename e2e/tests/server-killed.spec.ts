// The server dies without a goodbye while people write, and comes back.

import { expect, test } from "../fixtures/test.ts";

test("the server is killed while both type and started again: both go on, and nothing is missing", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Ada: \nBen: ");
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.sees("Ada: \nBen: \n");
  await ben.goTo("end");
  await ada.goTo("start");
  await ada.press("End");

  const numbered = (word: string): string[] => Array.from({ length: 40 }, (_, index) => `${word}${index}`);
  const adas = numbered("a");
  const bens = numbered("b");
  const typed = Promise.all([
    ada.page.keyboard.type(adas.join(" "), { delay: 25 }),
    ben.page.keyboard.type(bens.join(" "), { delay: 25 }),
  ]);
  // In the middle of it, with words on the way in both directions.
  await expect(ada.body).toContainText("b9 ");
  await expect(ben.body).toContainText("a9 ");
  await server.kill9();
  await expect(ada.saveState).toContainText("Offline");
  await server.start();
  await typed;

  const whole = `Ada: ${adas.join(" ")}\nBen: ${bens.join(" ")}\n`;
  await ada.sees(whole);
  await ben.sees(whole);
  await ada.seesSaved();
  await ben.seesSaved();
  const eve = await meet("Eve");
  await eve.open(ada.page.url());
  await eve.sees(whole);
});

test("what the page called saved is there after kill -9, though nobody has it in their browser", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("safe");
  await ada.seesSaved();
  const link = ada.page.url();
  await server.kill9();
  await ada.context.close();
  await server.start();

  const ben = await meet("Ben");
  await ben.open(link);
  await ben.sees("safe\n");
});

test("a server that is asked to stop keeps everything, and the page is back by itself", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("before");
  await ada.seesSaved();
  expect(await server.stop()).toBe(0);
  await expect(ada.saveState).toHaveText("Offline: everything here is saved");
  await ada.page.keyboard.type(" after");
  await expect(ada.saveState).toHaveText(/^Offline: \d+ changes kept here$/);
  await server.start();
  await ada.seesSaved();
  await ada.sees("before after\n");
});
