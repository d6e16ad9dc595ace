// The connection test of Microsoft Entra ID: five checks, one after the other, over the same transport as a sync run.

import { type CheckName, type CheckResult, checkNames } from "../core/connection-test.ts";
import type { TestConnectionOptions } from "../core/connector.ts";
import { hostAndPort } from "../graph/dial.ts";
import type { RetryPolicy } from "../graph/retry-timing.ts";
import { authorizationCheck } from "./checks/authorization.ts";
import {
  type Check,
  type CheckLimits,
  defaultCheckLimits,
  makeCheck,
  notRun,
  withinLimit,
} from "./checks/check.ts";
import { credentialCheck } from "./checks/credential.ts";
import { dataFetchCheck } from "./checks/data-fetch.ts";
import { networkCheck } from "./checks/network.ts";
import { tlsCheck } from "./checks/tls.ts";
import { type EntraClient, type EntraTransport, openEntraClient } from "./entra-client.ts";

/** Enough for a passing refusal; whoever waits for a test would rather know than see it go on trying. */
const testPolicy: RetryPolicy = {
  maximumTries: 4,
  maximumBrokenTries: 2,
  firstBackoffMs: 500,
  maximumWaitMs: 5_000,
  maximumTotalMs: 15_000,
};

/** A client that is opened when a check first needs it: what is wrong with the settings is then that check's finding. */
class LateClient {
  readonly #open: () => EntraClient;
  #entra: EntraClient | null = null;

  constructor(open: () => EntraClient) {
    this.#open = open;
  }

  get(): EntraClient {
    this.#entra ??= this.#open();
    return this.#entra;
  }

  async close(): Promise<void> {
    await this.#entra?.close();
  }
}

/** A check that asks one host something; all its requests and retries share one time limit. */
function limited(origin: string, limitMs: number, check: Check): Check {
  return async (evidence, signal) => {
    const limit = { limitMs, host: hostAndPort(origin), kind: "timeout" as const };
    return await withinLimit(limit, signal, (within) => check(evidence, within));
  };
}

type Checks = Readonly<Record<CheckName, (leftMs: number) => Check>>;

function checksOf(
  { settings, selectedProperties }: TestConnectionOptions,
  { http = {} }: EntraTransport,
  late: LateClient,
  { connectMs, requestMs }: CheckLimits,
): Checks {
  const connecting = (leftMs: number) => Math.min(connectMs, leftMs);
  const asking = (leftMs: number) => Math.min(requestMs, leftMs);
  const tokens = () => late.get().tokens;
  const client = () => late.get().client;
  const { loginUrl, graphUrl } = settings;
  return {
    network: (leftMs) => networkCheck(settings, http, connecting(leftMs)),
    tls: (leftMs) => tlsCheck(settings, http, connecting(leftMs)),
    credential: (leftMs) => limited(loginUrl, asking(leftMs), credentialCheck(settings, tokens)),
    authorization: (leftMs) => limited(graphUrl, asking(leftMs), authorizationCheck(client)),
    data_fetch: (leftMs) => limited(graphUrl, asking(leftMs), dataFetchCheck(client, selectedProperties)),
  };
}

/** See `Connector.testConnection`. Each test has a token of its own, so that it sees a consent that was just given. */
export async function* testConnection(
  options: TestConnectionOptions,
  transport: EntraTransport,
  signal: AbortSignal,
): AsyncGenerator<CheckResult, void, undefined> {
  const limits = transport.checkLimits ?? defaultCheckLimits;
  const opening = { ...options, policy: testPolicy, observe: () => undefined };
  const late = new LateClient(() => openEntraClient(opening, transport));
  const checks = checksOf(options, transport, late, limits);
  const startedAt = performance.now();
  let isOver = false;
  try {
    for (const name of checkNames) {
      if (isOver) {
        yield notRun(name);
        continue;
      }
      const leftMs = Math.max(limits.wholeMs - (performance.now() - startedAt), 0);
      const result = await makeCheck(name, checks[name](Math.ceil(leftMs)), signal);
      isOver = result.status === "failed";
      yield result;
    }
  } finally {
    await late.close();
  }
}
