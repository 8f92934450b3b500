// A page that any user of Yjs could have written: Quill bound to a shared text, and y-websocket to carry it. Our server and
// our editor must get along with it. Bundled and served by ../fixtures/peer.ts, which tests talk to.

import Quill from "quill";
import QuillCursors from "quill-cursors";
import { QuillBinding } from "y-quill";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

export interface PeerWindow {
  quill: Quill;
  doc: Y.Doc;
  provider: WebsocketProvider;
  /** Set once Quill shows the shared text. */
  binding?: QuillBinding;
}

const parameters = new URLSearchParams(location.search);
const parameter = (name: string): string => {
  const value = parameters.get(name);
  if (value === null) throw new Error(`the address lacks "${name}"`);
  return value;
};

Quill.register("modules/cursors", QuillCursors);
const doc = new Y.Doc();
const quill = new Quill("#editor", { modules: { toolbar: false, cursors: true } });
// Without the channel between tabs: everything is to go through the server.
const provider = new WebsocketProvider(parameter("server"), parameter("document"), doc, { disableBc: true });
provider.awareness.setLocalStateField("user", { name: parameter("name"), color: "#bc4600" });
// Bound before, Quill would keep the line break of its empty text behind ours.
provider.once("sync", () => {
  Object.assign(window, { binding: new QuillBinding(doc.getText("body"), quill, provider.awareness) });
});

Object.assign(window, { quill, doc, provider } satisfies PeerWindow);
