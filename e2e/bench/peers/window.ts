// What the page of a peer has in common: the document comes with the page, as an update in base64.

import type * as Y from "yjs";

export interface PeerWindow {
  doc: Y.Doc;
}

/** The update that the page was served with. */
export function received(): Uint8Array {
  const base64 = document.querySelector("#update")?.textContent ?? "";
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
