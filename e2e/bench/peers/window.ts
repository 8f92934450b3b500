// What the page of a peer has in common: the document comes with the page, as an update in base64.

import * as Y from "yjs";

export interface PeerWindow {
  doc: Y.Doc;
  /** Takes in an update of somebody else's, in base64. */
  receive: (update: string) => void;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** What takes in the updates of others, as a provider does. */
export function receiver(doc: Y.Doc): (update: string) => void {
  return (update) => Y.applyUpdate(doc, bytesOf(update), "provider");
}

/** The update that the page was served with. */
export function received(): Uint8Array {
  return bytesOf(document.querySelector("#update")?.textContent ?? "");
}
