// The editors that Octavo is set beside, on the same text: their documents are built here, their pages bundled and served.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser } from "@playwright/test";
import { build } from "esbuild";
import * as Y from "yjs";
import { type Book, write } from "../fixtures/book.ts";
import { listen } from "../fixtures/ports.ts";
import type { Desk } from "./hands.ts";
import { firstPaint, watchFirstPaint } from "./meter.ts";
import type { PeerWindow } from "./peers/window.ts";

interface Peer {
  name: string;
  script: string;
  body: string;
  blocks: string;
  /** Writes a book as this editor's binding keeps it. */
  document: (book: Book) => Y.Doc;
  /** Puts a word in at a part of the way through it. */
  edit: (doc: Y.Doc, part: number, word: string) => void;
}

export const PEERS: readonly Peer[] = [
  { name: "Quill", script: "quill.ts", body: ".ql-editor", blocks: ":scope > *", document: asText, edit: editText },
  { name: "ProseMirror", script: "prosemirror.ts", body: ".ProseMirror", blocks: ":scope > *", document: asElements, edit: editElements },
];

function editText(doc: Y.Doc, part: number, word: string): void {
  const text = doc.getText("body");
  text.insert(Math.floor(text.length * part), word);
}

function editElements(doc: Y.Doc, part: number, word: string): void {
  const elements = doc.getXmlFragment("prosemirror");
  const element = elements.get(Math.min(elements.length - 1, Math.floor(elements.length * part)));
  if (element instanceof Y.XmlElement) (element.get(0) as Y.XmlText).insert(0, word);
}

function asText(book: Book): Y.Doc {
  const doc = new Y.Doc();
  write(doc.getText("body"), book);
  return doc;
}

/** Paragraphs and headings with marks; list items, which ProseMirror has as trees, are paragraphs. */
function asElements(book: Book): Y.Doc {
  const doc = new Y.Doc();
  const elements: Y.XmlElement[] = [];
  let runs: { insert: string; attributes: object }[] = [];
  const marks: Record<string, string> = { bold: "strong", italic: "em", underline: "code" };
  for (const { insert, attributes = {} } of book.parts.flat()) {
    const text = insert.endsWith("\n") ? insert.slice(0, -1) : insert;
    const names = Object.keys(attributes).flatMap((name) => marks[name] ?? []);
    if (text !== "") runs.push({ insert: text, attributes: Object.fromEntries(names.map((name) => [name, {}])) });
    if (text === insert) continue;
    const isHeading = "header" in attributes;
    const element = new Y.XmlElement(isHeading ? "heading" : "paragraph");
    // The schema's levels are numbers, which Yjs keeps as such.
    if (isHeading) (element as unknown as { setAttribute(name: string, value: number): void }).setAttribute("level", 2);
    const content = new Y.XmlText();
    content.applyDelta(runs);
    element.insert(0, [content]);
    elements.push(element);
    runs = [];
  }
  doc.getXmlFragment("prosemirror").insert(0, elements);
  return doc;
}

/** A peer's page. */
export interface Seat extends Desk {
  /** Milliseconds from the opening of the page, its document with it, to the first paint of text. */
  opened: number;
  /** Somebody else writes at these parts of the way through the document; it is there when this ends. */
  receives(word: string, parts: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a peer's page with a book in it; `close` ends it. */
export async function seat(browser: Browser, peer: Peer, book: Book): Promise<Seat> {
  const entry = fileURLToPath(new URL(`peers/${peer.script}`, import.meta.url));
  const bundle = await build({ entryPoints: [entry], bundle: true, minify: true, format: "iife", write: false });
  const script = bundle.outputFiles[0]?.contents ?? new Uint8Array();
  const doc = peer.document(book);
  const update = Buffer.from(Y.encodeStateAsUpdate(doc)).toString("base64");
  // Without the ring around the focus, whose painting costs half a second a key in a page this long.
  const style = "body { font: 17px/1.6 serif; width: 51rem; margin: auto } :focus { outline: none } #editor { white-space: pre-wrap }";
  const html = `<!doctype html><meta charset="utf-8"><title>${peer.name}</title><style>${style}</style><div id="editor"></div>
    <script type="text/plain" id="update">${update}</script><script src="main.js"></script>`;
  const server = createServer((request, response) => {
    if (request.url === "/main.js") response.setHeader("Content-Type", "text/javascript").end(script);
    else response.setHeader("Content-Type", "text/html").end(html);
  });
  const url = `http://127.0.0.1:${await listen(server)}/`;
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  await watchFirstPaint(context, `${peer.body} > *`);
  const page = await context.newPage();
  await page.goto(url);
  const body = page.locator(peer.body);
  await body.locator("> *").nth(book.parts.length).waitFor();
  const opened = await firstPaint(page);
  const receives = async (word: string, parts: readonly number[]): Promise<void> => {
    const before = Y.encodeStateVector(doc);
    doc.transact(() => parts.forEach((part) => peer.edit(doc, part, word)));
    const base64 = Buffer.from(Y.encodeStateAsUpdate(doc, before)).toString("base64");
    await page.evaluate((update) => (window as unknown as PeerWindow).receive(update), base64);
  };
  const close = async (): Promise<void> => {
    await context.close();
    server.closeAllConnections();
    await new Promise<void>((closed) => server.close(() => closed()));
  };
  return { name: peer.name, page, body, blocks: peer.blocks, opened, receives, close };
}
