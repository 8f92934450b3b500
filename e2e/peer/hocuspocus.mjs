// Hocuspocus as anybody would start it, without a database, for the bench to measure beside Octavo: on the port in $PORT.

import { Server } from "@hocuspocus/server";

const server = new Server({ address: "127.0.0.1", port: Number(process.env.PORT), quiet: true });
await server.listen();
