// The OpenAPI document itself.

import { z } from "zod";
import type { ApiRoutes } from "../app-options.ts";

export const openapiRoutes: ApiRoutes = (api) => {
  api.route({
    method: "GET",
    url: "/openapi.json",
    config: { role: "anyone" },
    schema: {
      operationId: "readOpenapi",
      summary: "This document: OpenAPI 3.1",
      tags: ["operation"],
      response: { 200: z.looseObject({ openapi: z.string() }) },
    },
    handler: async () => ({ ...api.swagger(), openapi: "3.1.0" }),
  });
};
