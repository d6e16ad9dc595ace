// Test Connection: the five checks as events, one by one as they end; a pass is noted for exactly the settings that were tested.

import { z } from "zod";
import {
  type ConnectionTestBody,
  type ConnectionTestEnd,
  connectionTestBody,
} from "../../contract/connection-test.ts";
import { toMoment } from "../../contract/time.ts";
import type { TestedSettings } from "../../core/connection-storage.ts";
import type { Connector } from "../../core/connector.ts";
import { type ConnectionId, connectionId } from "../../core/id.ts";
import { Secret } from "../../core/secret.ts";
import { propertiesToSelect } from "../../core/transform-map.ts";
import type { ApiRoutes } from "../app-options.ts";
import { passIsFreshMs, resolveForStoredSecret, resolveSettings } from "../connection-input.ts";
import { type ConnectionOptions, findConnector, stillAllows } from "../connection-options.ts";
import type { EventSink } from "../events.ts";

/** A test takes a minute at most. */
const streamOptions = { heartbeatMs: 10_000, maxWaitingBytes: 64 * 1024 };

interface Test extends Omit<TestedSettings, "connectorId"> {
  readonly connector: Connector;
  readonly selectedProperties: readonly string[];
}

/** What is to be tested: what was entered, or what a connection has stored. */
async function settingsToTest(options: ConnectionOptions, body: ConnectionTestBody): Promise<Test> {
  const { storage, clouds } = options;
  if ("clientSecret" in body) {
    const { settings } = resolveSettings(body.settings, clouds);
    const secret = new Secret(body.clientSecret);
    const connector = findConnector(options, body.connectorId);
    return { connector, settings, secret, selectedProperties: connector.selectedProperties };
  }
  const id: ConnectionId = connectionId(body.connectionId);
  const connection = await storage.readConnection(id);
  const settings = resolveForStoredSecret(connection.settings, body.settings, clouds);
  const secret = body.secret === "next" ? await storage.readNextSecret(id) : await storage.readSecret(id);
  const connector = findConnector(options, connection.connectorId);
  const map = await storage.readTransformMap(id);
  return {
    connector,
    settings,
    secret,
    selectedProperties: propertiesToSelect(connector.selectedProperties, map),
  };
}

async function notePass(
  { storage, clock }: ConnectionOptions,
  tested: TestedSettings,
): Promise<ConnectionTestEnd> {
  const now = clock.now();
  await storage.transaction((writer) => writer.addPass(tested, now, now - passIsFreshMs));
  return { passed: true, validUntil: toMoment(now + passIsFreshMs) };
}

async function test(
  options: ConnectionOptions,
  { connector, settings, secret, selectedProperties }: Test,
  { sink, signal }: { readonly sink: EventSink; readonly signal: AbortSignal },
): Promise<void> {
  const asked = { settings, secret, clock: options.clock, selectedProperties };
  let passed = true;
  for await (const result of connector.testConnection(asked, signal)) {
    passed &&= result.status === "passed";
    sink.send({ id: result.check, event: "check", data: result });
  }
  const end = passed
    ? await notePass(options, { connectorId: connector.id, settings, secret })
    : { passed, validUntil: null };
  sink.send({ id: "end", event: "end", data: end });
}

export function connectionTestRoutes(options: ConnectionOptions): ApiRoutes {
  return (api) => {
    api.post(
      "/connection-tests",
      {
        config: {
          role: "operator",
          audit: { done: "connection.tested", refused: "connection.test_refused", noun: "connection" },
        },
        schema: {
          operationId: "testConnection",
          summary: "Tests settings by five checks, sent as events `check` as they end, and one event `end`",
          tags: ["connections"],
          body: connectionTestBody,
          response: {
            200: { description: "Events.", content: { "text/event-stream": { schema: z.string() } } },
          },
        },
      },
      async (request, reply) => {
        // Whose stored secret is used is in the audit log.
        if ("connectionId" in request.body) request.auditTargetId = String(request.body.connectionId);
        const tested = await settingsToTest(options, request.body);
        const abort = new AbortController();
        const feed = (sink: EventSink) => {
          test(options, tested, { sink, signal: abort.signal })
            .catch((error: unknown) => {
              // Who leaves in the middle ends the test; anything else is a fault of ours.
              if (!abort.signal.aborted) request.log.error({ err: error }, "A connection test broke off.");
            })
            .finally(() => sink.end());
          return () => abort.abort();
        };
        const isStillAllowed = stillAllows(options.access, request.headers, "operator");
        return options.streams.open(request, reply, feed, { ...streamOptions, isStillAllowed });
      },
    );
  };
}
