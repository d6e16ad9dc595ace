// A second secret beside the one in use: it is stored, tested, and then takes over.

import { connectionView, nextSecretBody } from "../../contract/connection.ts";
import { type ConnectionId, connectionId } from "../../core/id.ts";
import { Secret } from "../../core/secret.ts";
import type { StorageWriter } from "../../core/storage.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { assertTested } from "../connection-input.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { etagOf } from "../etag.ts";
import { connectionParams, showConnection } from "./connections.ts";

const tags = ["connections"];
const noun = "connection";

async function write(
  options: ConnectionOptions,
  id: ConnectionId,
  work: (writer: StorageWriter) => Promise<void>,
) {
  await options.storage.transaction(work);
  options.feed.publish({ kind: "connection_changed", connectionId: id });
  return showConnection(options, id);
}

function addStoring(api: App, options: ConnectionOptions): void {
  api.put(
    "/connections/:id/next-secret",
    {
      config: { role: "operator", audit: { done: "secret.stored", refused: "secret.storing_refused", noun } },
      schema: {
        operationId: "storeNextSecret",
        summary: "Stores a second secret, which waits while the one in use goes on working",
        tags,
        params: connectionParams,
        body: nextSecretBody,
        response: { 200: connectionView },
      },
    },
    async ({ params, body }, reply) => {
      const id = connectionId(params.id);
      const expiresAt = body.secretExpiresAt === null ? null : Date.parse(body.secretExpiresAt);
      const secret = new Secret(body.clientSecret);
      const view = await write(options, id, (writer) =>
        writer.setNextSecret(id, secret, expiresAt, options.clock.now()),
      );
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
  api.delete(
    "/connections/:id/next-secret",
    {
      config: {
        role: "operator",
        audit: { done: "secret.dropped", refused: "secret.dropping_refused", noun },
      },
      schema: {
        operationId: "dropNextSecret",
        summary: "Forgets the second secret",
        tags,
        params: connectionParams,
        response: { 200: connectionView },
      },
    },
    async ({ params }, reply) => {
      const id = connectionId(params.id);
      const view = await write(options, id, (writer) => writer.dropNextSecret(id));
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
}

function addTakingOver(api: App, options: ConnectionOptions): void {
  const { clock } = options;
  api.post(
    "/connections/:id/next-secret/takeover",
    {
      config: {
        role: "operator",
        audit: { done: "secret.taken_over", refused: "secret.takeover_refused", noun },
      },
      schema: {
        operationId: "takeOverNextSecret",
        summary:
          "Lets the second secret replace the one in use, where it has just passed the connection test",
        tags,
        params: connectionParams,
        response: { 200: connectionView },
      },
    },
    async ({ params }, reply) => {
      const id = connectionId(params.id);
      const view = await write(options, id, async (writer) => {
        const { connectorId, settings } = await writer.readConnection(id);
        const secret = await writer.readNextSecret(id);
        await assertTested(writer, { connectorId, settings, secret }, clock.now());
        await writer.takeOverNextSecret(id);
      });
      return reply.header("ETag", etagOf(view.version)).send(view);
    },
  );
}

export function nextSecretRoutes(options: ConnectionOptions): ApiRoutes {
  return (api) => {
    addStoring(api, options);
    addTakingOver(api, options);
  };
}
