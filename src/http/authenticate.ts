// Learns whom each request comes from.

import type { Access } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { App } from "./app-options.ts";

/** Credentials that are not valid are no error yet: a route for anyone may be asked with a session that has ended. */
export function addAuthentication(app: App, access: Access): void {
  app.decorateRequest("principal", null);
  app.decorateRequest("credentialsRefusal", null);
  app.addHook("onRequest", async (request) => {
    const { authorization, cookie } = request.headers;
    if (authorization === undefined && cookie === undefined) return;
    try {
      request.principal = await access.authenticate({ authorization, cookie });
    } catch (error) {
      if (!(error instanceof RollcallError && error.code.startsWith("access."))) throw error;
      request.credentialsRefusal = error;
    }
  });
}
