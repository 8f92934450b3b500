// Quill 2 bound to a shared text by y-quill, with the undo of Yjs, as its users build it.

import Quill from "quill";
import { QuillBinding } from "y-quill";
import * as Y from "yjs";
import { type PeerWindow, received, receiver } from "./window.ts";

const doc = new Y.Doc();
Y.applyUpdate(doc, received());
const quill = new Quill("#editor", { modules: { toolbar: false, history: { userOnly: true } } });
const binding = new QuillBinding(doc.getText("body"), quill);
Object.assign(window, { doc, binding, receive: receiver(doc) } satisfies PeerWindow & { binding: unknown });
