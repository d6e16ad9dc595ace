// The OpenAPI document, made from the routes' own schemas and declarations.

import swagger from "@fastify/swagger";
import type { FastifySchema, RouteOptions } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { problem } from "../contract/problem.ts";
import type { App } from "./app-options.ts";
import { isSafe } from "./authorize.ts";

declare module "fastify" {
  interface FastifySchema {
    "x-rollcall-role"?: string;
  }
}

const problemAnswer = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problem } },
});

/** Statuses that an operation answers with a problem, from what it declares. */
function problemStatuses({ method, url, schema, config }: RouteOptions): readonly number[] {
  const isChange = ![method].flat().every(isSafe);
  const hasBody = schema?.body !== undefined;
  const when = (holds: boolean, ...statuses: number[]): number[] => (holds ? statuses : []);
  return [
    ...[400, 421, 429, 500],
    ...when(config?.role !== "anyone", 401, 403),
    ...when(isChange, 403, 409, 422),
    ...when(url.includes("/:"), 404),
    ...when(hasBody, 413, 415),
    ...when(config?.ifMatch === true, 412, 428),
  ];
}

const meanings: Readonly<Record<number, string>> = {
  400: "The request is not as this operation asks for it.",
  401: "Nobody is signed in, or the credentials are not valid.",
  403: "This may not be done.",
  404: "There is no such resource.",
  409: "The present state does not allow it.",
  412: "The resource has been changed since it was read.",
  413: "The body is too large.",
  415: "The body is not JSON.",
  421: "The server does not go by this host name.",
  422: "The values cannot be accepted.",
  428: "If-Match is missing.",
  429: "There are too many requests.",
  500: "The server is at fault.",
};

/** Adds to each route what follows from its declarations; the answers' schemas are used to serialise as well. */
function complete(route: RouteOptions): void {
  const { schema, config } = route;
  if (schema === undefined || schema.hide === true || config === undefined) return;
  const problems = Object.fromEntries(
    problemStatuses(route).map((status) => [status, problemAnswer(meanings[status] ?? "")]),
  );
  schema.response = { ...problems, ...(schema.response as object | undefined) };
  schema["x-rollcall-role"] = config.role ?? "nobody";
  schema.security = config.role === "anyone" ? [] : [{ token: [] }, { session: [] }];
}

interface JsonSchemaObject {
  readonly type: "object";
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
}

/** Headers are checked by the parts that read them, which refuse with codes of their own; here they are only described. */
function describeHeaders(config: RouteOptions["config"]): JsonSchemaObject | undefined {
  if (config?.ifMatch === true)
    return {
      type: "object",
      properties: { "If-Match": { type: "string", description: "The ETag of what was read." } },
      required: ["If-Match"],
    };
  if (config?.idempotency === undefined) return undefined;
  const description =
    config.idempotency === "replay"
      ? "Makes a repeated request get the first answer again, for 24 hours."
      : "Makes a repeated request be refused, for 24 hours: its answer is shown once.";
  const key = { type: "string", minLength: 16, maxLength: 255, description };
  return { type: "object", properties: { "Idempotency-Key": key }, required: [] };
}

/** Goes before all routes. */
export function registerOpenapi(app: App, version: string): void {
  app.addHook("onRoute", complete);
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Rollcall",
        version,
        description: "Every device that Microsoft Entra ID knows, in an asset inventory that you own.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/", description: "This server" }],
      tags: [
        { name: "session", description: "Signing in and out, and the first administrator." },
        { name: "users", description: "Who may sign in." },
        { name: "tokens", description: "What programs show to be let in." },
        { name: "audit log", description: "Who did what." },
        { name: "connectors", description: "Which kinds of source there are." },
        { name: "connections", description: "Tenants: how to reach them, and when they are pulled." },
        { name: "maps", description: "What becomes of a device: its asset's fields, and its severity." },
        { name: "sync runs", description: "What was pulled, what came of it, and what waits for a person." },
        { name: "assets", description: "What is known of each asset, and what became of it." },
        { name: "queries", description: "Queries that people save, and those that they asked last." },
        { name: "tags", description: "Labels on assets, put on by people or by a rule." },
        { name: "inventory tasks", description: "Work on many assets, and how far it is." },
        { name: "events", description: "What happens while somebody watches." },
        { name: "maintenance", description: "Backup, restore, and a new master key." },
        { name: "operation", description: "What those who run the server ask it." },
      ],
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "An API token." },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "rollcall.session_token",
            description: "The cookie that signing in sets.",
          },
        },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document);
      const headers = describeHeaders(document.route.config);
      return { url, schema: headers === undefined ? schema : ({ ...schema, headers } as FastifySchema) };
    },
    transformObject: jsonSchemaTransformObject,
  });
}
