// What only a browser shows of formats: how they look, and that two people see the same.

import { expect, test } from "../fixtures/test.ts";
import type { Peer } from "../fixtures/peer.ts";
import type { Locator } from "@playwright/test";

type Window_ = import("../peer/main.ts").PeerWindow;

/** Writes into the shared text as a client of Yjs can that knows nothing of any editor. */
async function puts(peer: Peer, delta: object[]): Promise<void> {
  await peer.page.evaluate((delta) => {
    (window as unknown as Window_).doc.getText("body").applyDelta(delta);
  }, delta);
}

/** Says something of the document as a whole. */
async function says(peer: Peer, key: string, value: unknown): Promise<void> {
  await peer.page.evaluate(
    ([key, value]) => {
      (window as unknown as Window_).doc.getMap("meta").set(key as string, value);
    },
    [key, value] as const,
  );
}

/** A property of an element as the browser computes it. */
function computed(element: Locator, property: string): Promise<string> {
  return element.evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), property);
}

test("text has the font, the size and the colours that were chosen, in light and readable in dark", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  await ada.page.emulateMedia({ colorScheme: "light" });
  await ada.startDocument();
  await ada.seesSaved();
  const peer = await joinAsPeer(ada.documentId, "Peer");
  await puts(peer, [
    { insert: "plain " },
    { insert: "set", attributes: { font: "Courier New", size: "20pt", color: "#000080", background: "#ffff00" } },
    { insert: " up", attributes: { script: "super" } },
    { insert: " hostile", attributes: { color: "red;} body {display: none", font: "x'} *{}", size: "calc(1px)" } },
  ]);
  const run = ada.body.locator(".run", { hasText: "set" });
  await expect(run).toHaveCSS("font-size", "26.6667px");
  expect(await computed(run, "font-family")).toContain("Courier New");
  await expect(run).toHaveCSS("color", "rgb(0, 0, 128)");
  await expect(run).toHaveCSS("background-color", "rgb(255, 255, 0)");
  const hostile = ada.body.locator(".run", { hasText: "hostile" });
  await expect(hostile).toHaveAttribute("class", "run");
  expect(await hostile.getAttribute("style")).toBeNull();

  await ada.page.emulateMedia({ colorScheme: "dark" });
  const lightness = async (property: string): Promise<number> => {
    const value = await computed(run, property);
    return Number(/oklch\(([\d.]+)/.exec(value)?.[1] ?? Number.NaN);
  };
  await expect.poll(() => lightness("color")).toBeGreaterThan(0.8);
  expect(await lightness("background-color")).toBeLessThan(0.5);
});

test("numbers go on over the edge of a chunk, nested ones for themselves, and start where they are told to", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  const peer = await joinAsPeer(ada.documentId, "Peer");
  const item = (text: string, attributes: object): object[] => [
    { insert: text },
    { insert: "\n", attributes: { list: "ordered", ...attributes } },
  ];
  const items = Array.from({ length: 150 }, (_, index) => item(`item ${index}`, {}));
  await puts(peer, [
    ...items.flat(),
    ...item("nested", { indent: 1 }),
    ...item("nested too", { indent: 1 }),
    ...item("again", {}),
    { insert: "between\n" },
    ...item("from seven", { "list-start": 7 }),
    ...item("eight", {}),
    { insert: "between\n" },
    ...item("goes on", { "list-start": "continue" }),
  ]);
  const marker = (text: string): Promise<string | null> =>
    ada.body.locator(".list-item", { hasText: new RegExp(`^${text}$`) }).getAttribute("data-marker");
  await expect.poll(() => marker("item 149")).toBe("150.");
  expect(await marker("item 64")).toBe("65.");
  expect(await marker("nested")).toBe("a.");
  expect(await marker("nested too")).toBe("b.");
  expect(await marker("again")).toBe("151.");
  expect(await marker("from seven")).toBe("7.");
  expect(await marker("eight")).toBe("8.");
  expect(await marker("goes on")).toBe("9.");
  await ada.goTo("start");
  await ada.press("ControlOrMeta+Shift+7");
  await expect.poll(() => marker("item 149")).toBe("149.");
});

test("a style that is redefined looks so for everybody, with nothing else let in", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  const ben = await meet("Ben");
  await ada.startDocument();
  await ada.chooseStyle("Heading 2");
  await ada.write("Heading");
  await ada.seesSaved();
  await ben.open(ada.page.url());
  const peer = await joinAsPeer(ada.documentId, "Peer");
  await says(peer, "style:heading-2", {
    size: "30pt",
    bold: false,
    color: "#7a0019",
    align: "center",
    font: "x'}</style><img src=x onerror=alert(1)>",
    unknown: "kept",
  });
  for (const person of [ada, ben]) {
    await person.page.emulateMedia({ colorScheme: "light" });
    const heading = person.body.getByRole("heading", { name: "Heading" });
    await expect(heading).toHaveCSS("font-size", "40px");
    await expect(heading).toHaveCSS("color", "rgb(122, 0, 25)");
    await expect(heading).toHaveCSS("text-align", "center");
    await expect(heading).toHaveCSS("font-weight", "400");
    await expect(person.page.locator("img[src=x]")).toHaveCount(0);
  }
  await says(peer, "style:heading-2", "no object");
  await expect(ben.body.getByRole("heading", { name: "Heading" })).toHaveCSS("text-align", "start");
});

test("what no one here knows is labelled, passed on and kept", async ({ meet, joinAsPeer }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.seesSaved();
  const peer = await joinAsPeer(ada.documentId, "Peer");
  const picture = "data:image/gif;base64,R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";
  const body = [
    { insert: { image: picture }, attributes: { embed: "hologram", ref: "h1" } },
    { insert: "text", attributes: { "comment:1": true, color: "#112233" } },
    { insert: "\n", attributes: { align: "center", "their-own": { deep: [1] } } },
  ];
  await puts(peer, body);
  await expect(ada.body.locator(".embed")).toHaveText(/hologram/);
  await ada.write("!");
  await expect.poll(() => peer.yjsDelta()).toEqual([
    body[0],
    body[1],
    body[2],
    { insert: "!\n" },
  ]);
  await ada.holds(await peer.yjsDelta());
  const quill = await peer.quillDelta();
  expect(quill.map(({ insert }) => insert)).toContain("text");
});

test("the numbers of a long list are shown whole, also on a phone", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.body.evaluate((body) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", "<ol start=99999><li>item</ol>");
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  const item = ada.body.getByRole("listitem").first();
  await expect(item).toHaveAttribute("data-marker", "99999.");
  /** How much room there is before the text, less what the number takes. */
  const room = (): Promise<number> =>
    item.evaluate((item) => {
      const text = item.querySelector(".run") as HTMLElement;
      const number = Object.assign(document.createElement("span"), { textContent: item.getAttribute("data-marker") });
      document.body.append(number);
      const { font } = getComputedStyle(item, "::before");
      number.style.font = font;
      const width = number.getBoundingClientRect().width;
      number.remove();
      // What is drawn outside of the chunk is cut off.
      const edge = (item.parentElement as HTMLElement).getBoundingClientRect().left;
      return text.getBoundingClientRect().left - Math.max(0, edge) - width;
    });
  expect(await room()).toBeGreaterThan(0);
  await ada.page.setViewportSize({ width: 360, height: 700 });
  expect(await room()).toBeGreaterThan(0);
});
