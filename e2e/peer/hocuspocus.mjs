// Hocuspocus as anybody would start it, for the bench to measure beside Octavo: on the port in $PORT. Documents are in memory
// alone, or in the folder $YPERSISTENCE: by the two hooks that its database extension is made of, with their own timing.

import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Server } from "@hocuspocus/server";
import * as Y from "yjs";

const folder = process.env.YPERSISTENCE;
const place = (name) => join(folder, encodeURIComponent(name));

const keeping = {
  async onLoadDocument({ document, documentName }) {
    const state = await readFile(place(documentName)).catch(() => null);
    if (state !== null) Y.applyUpdate(document, state);
  },
  async onStoreDocument({ document, documentName }) {
    const file = place(documentName);
    await writeFile(`${file}.new`, Y.encodeStateAsUpdate(document));
    await rename(`${file}.new`, file);
  },
};

const server = new Server({
  address: "127.0.0.1",
  port: Number(process.env.PORT),
  quiet: true,
  ...(folder === undefined ? {} : keeping),
});
await server.listen();
