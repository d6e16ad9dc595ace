// Whom the server takes the client for.

import { principal } from "../../contract/principal.ts";
import type { ApiRoutes } from "../app-options.ts";
import { principalOf } from "../authorize.ts";

export const meRoutes: ApiRoutes = (api) => {
  api.route({
    method: "GET",
    url: "/me",
    config: { role: "viewer" },
    schema: {
      operationId: "readMe",
      summary: "Who is asking, with which role",
      tags: ["session"],
      response: { 200: principal },
    },
    handler: async (request) => principalOf(request),
  });
};
