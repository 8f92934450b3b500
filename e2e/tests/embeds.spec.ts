// What is no text and stands in it all the same: a divider, a picture, something that this version does not know.

import type * as Y from "yjs";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

const DOCUMENT = "00000000-0000-4000-8000-000000000002";
const picture = { image: "data:image/gif;base64,R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==" };
const attributes = { width: 40, height: 30 };

/** Somebody who has a document with this body open, the caret at its start. */
async function reader(
  meet: (name: string) => Promise<Person>,
  server: { websocketUrl: string; createDocument(id: string): Promise<string> },
  fill: (body: Y.Text) => void,
): Promise<Person> {
  const author = await Writer.join(server.websocketUrl, await server.createDocument(DOCUMENT));
  fill(author.body);
  await author.isSaved();
  author.leave();
  const ada = await meet("Ada");
  await ada.open(`/d/${DOCUMENT}`);
  await expect(ada.body.locator(".embed").first()).toBeAttached();
  await ada.goTo("start");
  return ada;
}

test("an arrow passes a picture in one press each way, and with Shift it selects it", async ({ meet, server }) => {
  const ada = await reader(meet, server, (body) => {
    body.insert(0, "ab");
    body.insertEmbed(1, picture, attributes);
  });
  for (const at of [1, 2, 3]) {
    await ada.press("ArrowRight");
    await expect.poll(() => ada.selection()).toEqual([at, at]);
  }
  for (const at of [2, 1, 0]) {
    await ada.press("ArrowLeft");
    await expect.poll(() => ada.selection()).toEqual([at, at]);
  }
  await ada.press("ArrowRight");
  await ada.press("Shift+ArrowRight");
  await expect.poll(() => ada.selection()).toEqual([1, 2]);
  await expect(ada.page.locator(".embed-frame")).toBeVisible();
  await ada.press("ArrowRight");
  await expect(ada.page.locator(".embed-frame")).toHaveCount(0);
  await ada.page.keyboard.type("x");
  await ada.sees("a\ufffcxb\n");
});

test("a paragraph of nothing but a picture has a place to write before it and one behind it", async ({ meet, server }) => {
  const ada = await reader(meet, server, (body) => body.insertEmbed(0, picture, attributes));
  await ada.page.keyboard.type("a");
  await ada.press("ArrowRight");
  await ada.page.keyboard.type("b");
  await ada.sees("a\ufffcb\n");
});

test("the caret stays between pictures that have not come, also when a key tells the browser anew that the window has the focus", async ({ meet, server }) => {
  const late = { image: "https://example.org/late.png" };
  const author = await Writer.join(server.websocketUrl, await server.createDocument(DOCUMENT));
  author.body.insertEmbed(0, late);
  author.body.insertEmbed(0, late);
  await author.isSaved();
  author.leave();
  const ada = await meet("Ada");
  await ada.page.route(late.image, () => {});
  await ada.open(`/d/${DOCUMENT}`);
  await ada.body.getByText("example.org").first().click();
  await expect(ada.body.locator("img")).toHaveCount(2);
  await ada.goTo("end");
  await ada.press("ArrowLeft");
  await expect.poll(() => ada.selection()).toEqual([1, 1]);
  await ada.press("Shift");
  await ada.page.keyboard.type("x");
  await ada.sees("\ufffcx\ufffc\n");
});

test("a picture is selected by a click, replaced by what is typed, and back after an undo", async ({ meet, server }) => {
  const ada = await reader(meet, server, (body) => {
    body.insert(0, "ab");
    body.insertEmbed(1, picture, attributes);
  });
  await ada.body.locator(".embed").click();
  await expect.poll(() => ada.selection()).toEqual([1, 2]);
  const frame = await ada.page.locator(".embed-frame").boundingBox();
  const box = await ada.body.locator(".embed img").boundingBox();
  for (const side of ["x", "y", "width", "height"] as const) {
    expect(Math.abs((frame?.[side] ?? 0) - (box?.[side] ?? 0))).toBeLessThan(2);
  }
  await ada.page.keyboard.type("x");
  await ada.sees("axb\n");
  await ada.press("ControlOrMeta+z");
  await ada.sees("a\ufffcb\n");
  await expect.poll(() => ada.selection()).toEqual([1, 2]);
});

test("Backspace below a divider selects it, where one can see it, and takes it with the second press", async ({ meet, server }) => {
  const ada = await reader(meet, server, (body) => {
    body.insert(0, "above\n\nbelow");
    body.insertEmbed(6, picture, { embed: "divider" });
  });
  await ada.goTo("end");
  await ada.press("Home");
  await ada.press("Backspace");
  await expect.poll(() => ada.selection()).toEqual([6, 7]);
  await expect(ada.page.locator(".embed-frame")).toBeVisible();
  await ada.press("Backspace");
  await ada.sees("above\nbelow\n");
});

test("the caret goes up and down past a divider and comes out in the column that it came from", async ({ meet, server }) => {
  const ada = await reader(meet, server, (body) => {
    body.insert(0, "0123456789\n\n0123456789");
    body.insertEmbed(11, picture, { embed: "divider" });
  });
  await ada.press("ArrowRight", 5);
  // With a stop at the divider or without one.
  const goes = async (key: string, to: number): Promise<void> => {
    const [, from] = await ada.selection();
    await ada.press(key);
    await expect.poll(async () => (await ada.selection())[1]).not.toBe(from);
    if ((await ada.selection())[1] !== to) await ada.press(key);
    await expect.poll(() => ada.selection()).toEqual([to, to]);
  };
  await goes("ArrowDown", 18);
  await goes("ArrowUp", 5);
});

test("what is not known here is passed, selected and taken as a picture is", async ({ meet, server }) => {
  const ada = await reader(meet, server, (body) => {
    body.insert(0, "ab");
    body.insertEmbed(1, { chart: "x" });
  });
  await ada.press("ArrowRight", 2);
  await expect.poll(() => ada.selection()).toEqual([2, 2]);
  await ada.press("Backspace");
  await ada.sees("ab\n");
});

test("a caret at both sides of a picture is where one sees it", async ({ meet, server }) => {
  const ada = await reader(meet, server, (body) => body.insertEmbed(0, picture, attributes));
  const ben = await meet("Ben");
  await ben.open(`/d/${DOCUMENT}`);
  const box = await ben.body.locator(".embed").boundingBox();
  for (const [key, edge] of [
    ["Home", box?.x ?? 0],
    ["End", (box?.x ?? 0) + (box?.width ?? 0)],
  ] as const) {
    await ada.press(key);
    await expect.poll(async () => Math.abs(((await ben.caretOf("Ada").boundingBox())?.x ?? -99) - edge)).toBeLessThan(4);
  }
});

test("a picture of another site is fetched by nobody before they ask for it, and stays in the document as it is", async ({ meet, server }) => {
  const remote = { image: "https://tracker.example/dot.png?reader=1" };
  const author = await Writer.join(server.websocketUrl, await server.createDocument(DOCUMENT));
  author.body.insert(0, "see  here");
  author.body.insertEmbed(4, remote, attributes);
  await author.isSaved();
  const ada = await meet("Ada");
  const asked: string[] = [];
  await ada.page.route(/tracker\.example/, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: "image/gif", body: Buffer.from("R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==", "base64") });
  });
  await ada.open(`/d/${DOCUMENT}`);
  const place = ada.body.getByRole("button").filter({ hasText: "tracker.example" });
  await expect(place).toHaveCount(1);
  await ada.write("!");
  await ada.goTo("start");
  await ada.press("ArrowRight", 5);
  await expect.poll(() => ada.selection()).toEqual([5, 5]);
  await ada.seesSaved();
  expect(asked).toEqual([]);

  await place.click();
  await expect(ada.body.locator(".embed img")).toHaveJSProperty("complete", true);
  expect(asked).toEqual([remote.image]);
  await ada.press("Enter");
  await expect(ada.body.locator(".embed img")).toHaveCount(1);
  const faults = await ada.page.evaluate(() => (window as unknown as { __octavo: { faults(): string } }).__octavo.faults());
  expect(JSON.parse(faults)).toEqual([]);
  await expect.poll(() => author.body.toDelta() as unknown[]).toContainEqual({ insert: remote, attributes });
  author.leave();

  await ada.page.reload();
  await expect(place).toHaveCount(1);
  await ada.body.focus();
  await ada.press("Alt+/");
  await ada.page.keyboard.type("show pictures");
  await ada.press("Enter");
  await expect(ada.body.locator(".embed img")).toHaveCount(1);
});
