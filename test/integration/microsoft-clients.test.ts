// Microsoft's own clients against the simulator, over https with its own authority.

import { ConfidentialClientApplication, type INetworkModule } from "@azure/msal-node";
import {
  AuthenticationHandler,
  Client,
  type Context,
  type Middleware,
  type PageCollection,
  PageIterator,
} from "@microsoft/microsoft-graph-client";
import { Agent, fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";

let simulator: Simulator;
let agent: Agent;
beforeAll(async () => {
  simulator = await startSimulator({ https: true });
  agent = new Agent({ connect: { ca: simulator.caCertificate ?? "" } });
});
afterAll(async () => {
  await agent.destroy();
  await simulator.close();
});

type Sent = { readonly headers?: Record<string, string>; readonly body?: string };

/** MSAL's transport: its own would not know the simulator's authority. */
function trustingNetwork(): INetworkModule {
  const send = async <Body>(method: string, url: string, sent: Sent | undefined) => {
    const { headers, body } = sent ?? {};
    const init = { method, dispatcher: agent, ...(headers && { headers }), ...(body && { body }) };
    const response = await undiciFetch(url, init);
    return {
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as Body,
      status: response.status,
    };
  };
  return {
    sendGetRequestAsync: (url, options) => send("GET", url, options),
    sendPostRequestAsync: (url, options) => send("POST", url, options),
  };
}

function msalFor(tenant: Tenant, clientSecret = tenant.clientSecret): ConfidentialClientApplication {
  const { loginUrl } = simulator;
  const authority = `${loginUrl}/${tenant.tenantId}`;
  return new ConfidentialClientApplication({
    auth: {
      clientId: tenant.clientId,
      clientSecret,
      authority,
      knownAuthorities: [new URL(loginUrl).host],
    },
    system: { networkClient: trustingNetwork() },
  });
}

async function tokenFor(tenant: Tenant): Promise<string> {
  const asked = { scopes: [`${simulator.graphUrl}/.default`] };
  const result = await msalFor(tenant).acquireTokenByClientCredential(asked);
  if (result === null) throw new Error("MSAL has no token.");
  return result.accessToken;
}

class TrustingTransport implements Middleware {
  async execute(context: Context): Promise<void> {
    const url = typeof context.request === "string" ? context.request : context.request.url;
    const { method = "GET", headers } = context.options ?? {};
    const plain = Object.fromEntries(new Headers(headers));
    const answer = await undiciFetch(url, { method, headers: plain, dispatcher: agent });
    context.response = new Response(await answer.text(), {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
    });
  }
}

function graphFor(tenant: Tenant): Client {
  const authentication = new AuthenticationHandler({ getAccessToken: () => tokenFor(tenant) });
  authentication.setNext(new TrustingTransport());
  const { hostname } = new URL(simulator.graphUrl);
  return Client.initWithMiddleware({
    baseUrl: simulator.graphUrl,
    defaultVersion: "v1.0",
    customHosts: new Set([hostname]),
    middleware: authentication,
  });
}

type Item = { readonly id: string; readonly "@removed"?: object };

/** Every item behind a link, and the delta link after the last of them. */
async function walk(client: Client, path: string): Promise<{ items: Item[]; deltaLink: string | undefined }> {
  const items: Item[] = [];
  const first = (await client.api(path).get()) as PageCollection;
  const iterator = new PageIterator(client, first, (item: Item) => {
    items.push(item);
    return true;
  });
  await iterator.iterate();
  expect(iterator.isComplete()).toBe(true);
  return { items, deltaLink: iterator.getDeltaLink() };
}

function truthOf({ directory }: Tenant): unknown[] {
  return [...directory.liveDevices()].map((text) => JSON.parse(text) as unknown);
}

const idsOf = (items: readonly unknown[]): string[] => items.map((item) => (item as Item).id).sort();

test("msal-node gets a token by client secret, and keeps it", async () => {
  const tenant = simulator.createTenant({ devices: 1, seed: 1 });
  const client = msalFor(tenant);
  const asked = { scopes: [`${simulator.graphUrl}/.default`] };
  const first = await client.acquireTokenByClientCredential(asked);
  expect(first).toMatchObject({ tokenType: "Bearer", fromCache: false });
  const seconds = ((first?.expiresOn?.getTime() ?? 0) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(3500);
  expect(seconds).toBeLessThanOrEqual(5400);
  const again = await client.acquireTokenByClientCredential(asked);
  expect(again).toMatchObject({ accessToken: first?.accessToken, fromCache: true });
});

test("msal-node reads a refusal with its code and trace", async () => {
  const tenant = simulator.createTenant({ devices: 1, seed: 1 });
  const asked = { scopes: [`${simulator.graphUrl}/.default`] };
  await expect(msalFor(tenant, "wrong").acquireTokenByClientCredential(asked)).rejects.toMatchObject({
    errorCode: "invalid_client",
    errorNo: 7000215,
    errorMessage: expect.stringMatching(/AADSTS7000215.*Trace ID: .*Correlation ID: .*Timestamp: /s),
  });
});

test("microsoft-graph-client's PageIterator walks the list to exactly the tenant's truth", async () => {
  const tenant = simulator.createTenant({ devices: 1200, seed: 21 });
  const { items } = await walk(graphFor(tenant), "/devices?$top=500");
  expect(items).toEqual(truthOf(tenant));
});

test("microsoft-graph-client's PageIterator walks a delta round, and the changes behind its link", async () => {
  const tenant = simulator.createTenant({ devices: 450, seed: 22 });
  const client = graphFor(tenant);
  const initial = await walk(client, "/devices/delta?$select=displayName,operatingSystemVersion");
  expect(idsOf(initial.items)).toEqual(idsOf(truthOf(tenant)));
  const done = tenant.directory.randomChanges({ seed: 3, add: 20, change: 210, remove: 30, restore: 0 });
  const { items, deltaLink } = await walk(client, initial.deltaLink ?? "");
  const removed = idsOf(items.filter((item) => item["@removed"] !== undefined));
  expect(removed).toHaveLength(done.removed);
  const known = new Map(initial.items.map((item) => [item.id, item]));
  for (const item of items) known.set(item.id, { ...known.get(item.id), ...item });
  for (const id of removed) known.delete(id);
  const shown = ({ id, displayName = null, operatingSystemVersion = null }: Record<string, unknown>) =>
    ({ id, displayName, operatingSystemVersion }) as const;
  const byId = (one: { id: unknown }, other: { id: unknown }) => (String(one.id) < String(other.id) ? -1 : 1);
  expect([...known.values()].map((item) => shown({ ...item })).sort(byId)).toEqual(
    truthOf(tenant)
      .map((item) => shown(item as Record<string, unknown>))
      .sort(byId),
  );
  expect((await walk(client, deltaLink ?? "")).items).toEqual([]);
});

test("microsoft-graph-client reads a refusal with its code and request id", async () => {
  const tenant = simulator.createTenant({ devices: 1, seed: 1, roles: [] });
  await expect(graphFor(tenant).api("/devices").get()).rejects.toMatchObject({
    statusCode: 403,
    code: "Authorization_RequestDenied",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});
