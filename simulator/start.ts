// Starts the simulator: a login host and a Graph host on ports of their own, so that the host of a link matters.

import { createAccessTokens } from "./access-token.ts";
import { makeCertificates } from "./certificates.ts";
import { type Clock, systemClock } from "./clock.ts";
import { answerControlHost } from "./control-host.ts";
import { createGraphServer } from "./graph-server.ts";
import { type HttpServer, listen, type Respond, whole } from "./http-server.ts";
import { createLoginHost } from "./login-host.ts";
import type { Tenant, TenantOptions } from "./tenant.ts";
import { Tenants } from "./tenants.ts";

export interface SimulatorOptions {
  /** Before each answer of either host, for tenants that do not say otherwise. */
  readonly latencyMs?: number;
  readonly https?: boolean;
  /** 0 takes a free one. */
  readonly loginPort?: number;
  readonly graphPort?: number;
  /** Answers in gzip where the caller accepts it. */
  readonly gzip?: boolean;
  readonly clock?: Clock;
  /** Numbers from 0 up to 1; they spread the lifetimes of tokens. */
  readonly random?: () => number;
}

export interface Simulator {
  readonly loginUrl: string;
  readonly graphUrl: string;
  /** PEM of the authority that a client must trust; null where the hosts speak http. */
  readonly caCertificate: string | null;
  createTenant(options: TenantOptions): Tenant;
  close(): Promise<void>;
}

/** Both servers listen before either host exists, because each host must know the other's address. */
class LateHost {
  #respond: Respond | null = null;

  readonly respond: Respond = async (request) => {
    if (this.#respond === null) throw new Error("The host is not ready.");
    return this.#respond(request);
  };

  begin(respond: Respond): void {
    this.#respond = respond;
  }
}

async function listenBoth(
  options: SimulatorOptions,
  clock: Clock,
  ca: Awaited<ReturnType<typeof makeCertificates>> | null,
  [login, graph]: readonly [LateHost, LateHost],
): Promise<readonly [HttpServer, HttpServer]> {
  const usual = { clock, certificates: ca, zips: options.gzip ?? false };
  const loginServer = await listen({ ...usual, port: options.loginPort ?? 0 }, login.respond);
  try {
    const graphServer = await listen({ ...usual, port: options.graphPort ?? 0 }, graph.respond);
    return [loginServer, graphServer];
  } catch (error) {
    await loginServer.close();
    throw error;
  }
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { clock = systemClock, random = Math.random, latencyMs = 0 } = options;
  const certificates = options.https ? await makeCertificates(clock.now()) : null;
  const tenants = new Tenants(clock, latencyMs);
  const tokens = await createAccessTokens({ clock, random, findTenant: (name) => tenants.find(name) });
  const hosts = [new LateHost(), new LateHost()] as const;
  const servers = await listenBoth(options, clock, certificates, hosts);
  const urls = { login: servers[0].url, graph: servers[1].url };
  hosts[0].begin(createLoginHost({ clock, tokens, tenants, urls }));
  const answerGraphHost = createGraphServer({ clock, tokens, urls });
  hosts[1].begin(async (request) =>
    /^\/_simulator(\/|$)/.test(request.url.pathname)
      ? whole(answerControlHost(tenants, request))
      : answerGraphHost(request),
  );
  return {
    loginUrl: urls.login,
    graphUrl: urls.graph,
    caCertificate: certificates?.ca ?? null,
    createTenant: (tenant) => tenants.create(tenant),
    close: async () => {
      for (const { faults } of tenants.all) faults.release();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
