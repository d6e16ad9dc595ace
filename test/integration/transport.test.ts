// A sync run's requests over a configured transport: through a proxy, and with certificates of one's own.

import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { SourceFailure } from "../../src/core/failure.ts";
import { Secret } from "../../src/core/secret.ts";
import { createEntraConnector } from "../../src/entra/connector.ts";
import type { HttpPoolOptions } from "../../src/graph/http-pool.ts";
import { defaultRetryPolicy } from "../../src/graph/retry-timing.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { neverAborted, recordingClock, rejectionOf } from "../support/graph-script.ts";
import { connectionTo } from "../support/tested-connection.ts";

let simulator: Simulator;
let extraCertificates: string;

beforeAll(async () => {
  simulator = await startSimulator({ https: true });
  extraCertificates = simulator.caCertificate ?? "";
});
afterAll(() => simulator.close());

/** Counts a tenant's devices as a run does, without trying again. */
async function countOver(http: HttpPoolOptions): Promise<number> {
  const { settings, secret } = connectionTo(simulator, simulator.createTenant({ devices: 12, seed: 1 }));
  // By its name, so that the name is what the handshake asks for.
  const loginUrl = settings.loginUrl.replace("127.0.0.1", "localhost");
  const connector = createEntraConnector({ http, policy: { ...defaultRetryPolicy, maximumTries: 1 } });
  const source = connector.openSource({
    settings: { ...settings, loginUrl },
    secret: new Secret(secret),
    clock: recordingClock(),
    selectedProperties: connector.selectedProperties,
    observe: () => undefined,
  });
  try {
    return await source.countDevices(neverAborted);
  } finally {
    await source.close();
  }
}

test("[CT9] a run trusts extra certificates", async () => {
  expect(await countOver({ extraCertificates })).toBe(12);
  expect(await rejectionOf(countOver({}))).toMatchObject({
    code: "graph.unreachable",
    remedy: { reason: "source_unreachable" },
    message: expect.stringMatching(/\(tls\).*ROLLCALL_EXTRA_CA_FILE/),
  });
});

test("[CT8] a run goes through the proxy", async () => {
  await using proxy = await startConnectProxy({ credentials: "user:pass" });
  const proxyUrl = proxy.url.replace("://", "://user:pass@");
  expect(await countOver({ proxyUrl, noProxy: "", extraCertificates })).toBe(12);
  expect(proxy.targets).toEqual([
    new URL(simulator.loginUrl).host.replace("127.0.0.1", "localhost"),
    new URL(simulator.graphUrl).host,
  ]);
  expect(proxy.seen()).toBe(0);
});

test("[CT8] a run that the proxy stops says so, without the proxy's password", async () => {
  await using refusing = await startConnectProxy({ refuseWith: 403 });
  await using asking = await startConnectProxy({ credentials: "user:pass" });
  await using hangingUp = await startConnectProxy({ instead: "hang_up" });
  const gone = createServer().listen(0, "127.0.0.1");
  const port = await new Promise<number>((resolve) => {
    gone.on("listening", () => {
      const address = gone.address();
      gone.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
  const origins = [refusing.url, asking.url, hangingUp.url, `http://127.0.0.1:${port}`];
  for (const origin of [...origins, "http://proxy.rollcall.invalid:3128"]) {
    const proxyUrl = origin.replace("://", "://user:pr0xy-wrong@");
    const failure = await rejectionOf(countOver({ proxyUrl, noProxy: "", extraCertificates }));
    if (!(failure instanceof SourceFailure)) throw failure;
    expect(failure.remedy).toEqual({ kind: "operator", reason: "source_unreachable" });
    expect(failure.message).toMatch(/\(proxy\).*through the proxy .*ends at the proxy/);
    expect(failure.message).toContain(origin);
    const told = [failure, failure.cause, (failure.cause as Error).cause].map(
      (error) => `${String(error)} ${(error as Error).stack} ${JSON.stringify(error)}`,
    );
    expect(told.join()).not.toContain("pr0xy");
  }
});

test("[CT8] a run that waits for the proxy in vain ends at its time limit", async () => {
  await using hanging = await startConnectProxy({ instead: "hang" });
  const timeouts = { connectMs: 5_000, headersMs: 5_000, bodyMs: 5_000, wholeMs: 250 };
  expect(await rejectionOf(countOver({ proxyUrl: hanging.url, noProxy: "", timeouts }))).toMatchObject({
    code: "graph.unreachable",
    message: expect.stringMatching(/\(timeout\).*within 250 ms \(through the proxy/),
  });
});

test.each<[string, HttpPoolOptions]>([
  ["graph.proxy_malformed", { proxyUrl: "proxy.example:3128" }],
  ["graph.certificate_malformed", { extraCertificates: "no certificate" }],
  ["graph.certificate_malformed", { trustedCertificates: "no certificate" }],
])("[CT9] a transport that cannot be used is refused at once: %s", (code, http) => {
  const create = () => createEntraConnector({ http });
  expect(create).toThrow(SourceFailure);
  expect(create).toThrow(expect.objectContaining({ code }));
  expect(create).toThrow(/Correct/);
});
