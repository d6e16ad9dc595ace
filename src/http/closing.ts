// Lets connections go when the server stops: each ends with the answer that is under way on it.

import type { App } from "./app-options.ts";

/** Without it a client that keeps its connection open would keep the server from ending until that times out. */
export function addClosing(app: App): void {
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing) reply.header("Connection", "close");
  });
  // The headers of a stream had been sent by then.
  app.addHook("onResponse", async () => {
    if (isClosing) setImmediate(() => app.server.closeIdleConnections());
  });
}
