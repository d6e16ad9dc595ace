// Lets connections go when the server stops: each ends with the answer that is under way on it, or after the grace.

import type { App } from "./app-options.ts";

/** How long a client may take for what is under way: less than whoever stops services waits before killing them. */
const usualGraceMs = 5000;

/** Without it a client that keeps its connection open would keep the server from ending until that times out, or for ever. */
export function addClosing(app: App, graceMs = usualGraceMs): void {
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
    const cut = setTimeout(() => app.server.closeAllConnections(), graceMs).unref();
    app.server.once("close", () => clearTimeout(cut));
  });
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing) reply.header("Connection", "close");
  });
  // The headers of a stream had been sent by then.
  app.addHook("onResponse", async () => {
    if (isClosing) setImmediate(() => app.server.closeIdleConnections());
  });
}
