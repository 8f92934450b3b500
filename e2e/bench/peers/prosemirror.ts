// ProseMirror bound to a shared fragment by y-prosemirror, as its users build it.

import { baseKeymap, toggleMark } from "prosemirror-commands";
import { keymap } from "prosemirror-keymap";
import { schema } from "prosemirror-schema-basic";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, redo, undo, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import * as Y from "yjs";
import { type PeerWindow, received, receiver } from "./window.ts";

const doc = new Y.Doc();
Y.applyUpdate(doc, received());
const fragment = doc.getXmlFragment("prosemirror");
const { doc: content, mapping } = initProseMirrorDoc(fragment, schema);
const keys = { "Mod-b": toggleMark(schema.marks.strong), "Mod-z": undo, "Mod-y": redo };
const view = new EditorView(document.querySelector("#editor"), {
  state: EditorState.create({
    doc: content,
    schema,
    plugins: [ySyncPlugin(fragment, { mapping }), yUndoPlugin(), keymap(keys), keymap(baseKeymap)],
  }),
});
Object.assign(window, { doc, view, receive: receiver(doc) } satisfies PeerWindow & { view: unknown });
