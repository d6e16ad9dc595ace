// Opens the Graph client of one connection: what reading a tenant and testing the connection have in common.

import type { Clock } from "../core/clock.ts";
import type { ConnectionSettings } from "../core/connection.ts";
import type { Secret } from "../core/secret.ts";
import { GraphClient } from "../graph/client.ts";
import type { GraphEvent } from "../graph/graph-event.ts";
import { type HttpExchange, HttpPool, type HttpPoolOptions } from "../graph/http-pool.ts";
import type { RetryPolicy } from "../graph/retry-timing.ts";
import { TokenClient } from "../graph/token.ts";
import type { CheckLimits } from "./checks/check.ts";

/** What a caller may set apart from the connection; the defaults are meant for the real service. */
export interface EntraTransport {
  readonly http?: HttpPoolOptions;
  /** How requests leave, in place of a pool of connections. */
  readonly exchange?: HttpExchange;
  /** Of a sync run's requests; the connection test has its own, which gives up sooner. */
  readonly policy?: RetryPolicy;
  /** Numbers from 0 up to 1. */
  readonly random?: () => number;
  readonly checkLimits?: CheckLimits;
}

export interface EntraClientOptions {
  readonly settings: ConnectionSettings;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  readonly observe: (event: GraphEvent) => void;
}

export interface EntraClient {
  readonly client: GraphClient;
  readonly tokens: TokenClient;
  close(): Promise<void>;
}

/**
 * A client with no token yet: the first request gets one. Throws `graph.insecure_url`, `graph.proxy_malformed` or
 * `graph.certificate_malformed`.
 */
export function openEntraClient(options: EntraClientOptions, transport: EntraTransport): EntraClient {
  const { settings, secret, ...perseverance } = options;
  const pool = new HttpPool(transport.http);
  const sending = {
    ...perseverance,
    random: transport.random ?? Math.random,
    exchange: transport.exchange ?? pool.exchange.bind(pool),
  };
  const { loginUrl, graphUrl, tenantId, clientId, tokenEndpoint: endpoint } = settings;
  const revealSecret = () => secret.reveal();
  const tokenSettings = { loginUrl, graphUrl, tenantId, clientId, endpoint, revealSecret };
  const tokens = new TokenClient({ ...sending, settings: tokenSettings });
  const client = new GraphClient({ ...sending, graphUrl, tokens });
  return { client, tokens, close: () => pool.close() };
}
