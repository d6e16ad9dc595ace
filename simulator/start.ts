// Starts the simulator: a login host and a Graph host on ports of their own, so that the host of a link matters.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, jsonAnswer, readBody, send } from "./answer.ts";
import { answerControl } from "./control.ts";
import { Directory } from "./directory.ts";
import { graphError } from "./graph-error.ts";
import { answerGraph } from "./graph-host.ts";
import { createLoginHost, type LoginHost } from "./login-host.ts";

export interface TenantOptions {
  readonly devices: number;
  readonly seed: number;
  /** Share of devices without a name, 0 to 1. */
  readonly namelessShare?: number;
}

export interface Tenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  isPermitted: boolean;
  readonly directory: Directory;
}

export interface Simulator {
  readonly loginUrl: string;
  readonly graphUrl: string;
  createTenant(options: TenantOptions): Tenant;
  close(): Promise<void>;
}

async function listen(
  respond: (request: IncomingMessage, url: URL) => Promise<Answer>,
): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    try {
      send(response, await respond(request, url));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      send(response, graphError(500, "generalException", message));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

async function answerDevices(login: LoginHost, request: IncomingMessage, url: URL): Promise<Answer> {
  const tenant = login.tenantOf((header(request, "authorization") ?? "").replace(/^Bearer /, ""));
  if (tenant === undefined) {
    const refused = graphError(
      401,
      "InvalidAuthenticationToken",
      "Access token has expired or is not yet valid.",
    );
    return { ...refused, headers: { ...refused.headers, "www-authenticate": 'Bearer realm=""' } };
  }
  if (!tenant.isPermitted)
    return graphError(
      403,
      "Authorization_RequestDenied",
      "Insufficient privileges to complete the operation.",
    );
  const names = Object.keys(request.headers);
  const headers = Object.fromEntries(names.map((name) => [name, header(request, name)]));
  const body = await readBody(request);
  return answerGraph(tenant.directory, { method: request.method ?? "GET", url, headers, body });
}

export async function startSimulator(latencyMs = 0): Promise<Simulator> {
  const tenants = new Map<string, Tenant>();
  const login = await createLoginHost(tenants);
  const loginServer = await listen((request, url) => login.answer(request, url));
  const graphServer = await listen(async (request, url) => {
    const [, root, kind, tenantId = "", action = ""] = url.pathname.split("/");
    if (root === "_simulator") {
      const tenant = kind === "tenants" ? tenants.get(tenantId) : undefined;
      if (tenant === undefined) return jsonAnswer(404, { error: "There is no such tenant." });
      const body = await readBody(request);
      const query = url.searchParams;
      return answerControl(tenant.directory, { method: request.method ?? "GET", action, query, body });
    }
    if (latencyMs > 0) await sleep(latencyMs);
    const answer = await answerDevices(login, request, url);
    const clientRequestId = header(request, "client-request-id");
    const ids = {
      "request-id": randomUUID(),
      ...(clientRequestId && { "client-request-id": clientRequestId }),
    };
    return { ...answer, headers: { ...ids, ...answer.headers } };
  });
  return {
    loginUrl: loginServer.url,
    graphUrl: graphServer.url,
    createTenant: (options) => {
      const tenantId = randomUUID();
      const clientSecret = `simulated~${randomUUID()}`;
      const directory = new Directory(options);
      const tenant = { tenantId, clientId: randomUUID(), clientSecret, isPermitted: true, directory };
      tenants.set(tenantId, tenant);
      return tenant;
    },
    close: async () => {
      await Promise.all([close(loginServer.server), close(graphServer.server)]);
    },
  };
}
