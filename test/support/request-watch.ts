// Sees every request that reaches a server of this process when it comes, as Node itself tells of it: the simulator's own
// code stays as it is.

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

const channel = "http.server.request.start";
const started = z.object({ request: z.object({ url: z.string() }) });

/** Asked for each request, by its path, until the watch is disposed of. */
export function watchRequests(onRequest: (path: string) => void): Disposable {
  const listener = (message: unknown): void => {
    const { url } = started.parse(message).request;
    onRequest(new URL(url, "http://simulator").pathname);
  };
  subscribe(channel, listener);
  return { [Symbol.dispose]: () => unsubscribe(channel, listener) };
}
