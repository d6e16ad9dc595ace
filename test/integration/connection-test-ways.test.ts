// The way to Microsoft as the connection test sees it: names, connections, certificates and proxies, all on this machine.

import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { generate, type SubjectAltNameEntry } from "selfsigned";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { HttpPoolOptions } from "../../src/graph/http-pool.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { startLoopback } from "../support/graph-loopback.ts";
import { connectionTo, evidenceOf, failureOf, testOf } from "../support/tested-connection.ts";

let plain: Simulator;
let secure: Simulator;
let extraCertificates: string;

beforeAll(async () => {
  [plain, secure] = await Promise.all([startSimulator(), startSimulator({ https: true })]);
  extraCertificates = secure.caCertificate ?? "";
});
afterAll(() => Promise.all([plain.close(), secure.close()]));

function connectionAt(simulator: Simulator) {
  return connectionTo(simulator, simulator.createTenant({ devices: 2, seed: 1 }));
}

/** The results over a transport, for a new tenant of a simulator. */
function testOver(simulator: Simulator, http: HttpPoolOptions) {
  return testOf({ ...connectionAt(simulator), transport: { http } });
}

const allPassed = Array(5).fill("passed");
const statuses = (results: Awaited<ReturnType<typeof testOf>>) => results.map(({ status }) => status);

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
}

/** A certificate that is its own authority, for one name or address. */
async function certificateFor(name: SubjectAltNameEntry): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: "commonName", value: "Rollcall test" }], {
    keyType: "ec",
    extensions: [{ name: "subjectAltName", altNames: [name] }],
  });
  return { key: made.private, cert: made.cert };
}

describe("[CT2] what cannot be connected to fails the first check", () => {
  test("nobody listens: host, port, the resolver's answer, and what to look at", async () => {
    const port = await deadPort();
    const { settings, secret } = connectionAt(plain);
    const results = await testOf({
      settings: { ...settings, loginUrl: `https://localhost:${port}` },
      secret,
    });
    const failed = failureOf(results);
    expect(failed).toMatchObject({ check: "network", code: "graph.unreachable" });
    expect(failed.summary).toContain(`No answer from localhost:${port} (tcp)`);
    expect(failed.advice).toMatch(
      /allow HTTPS \(port 443\).*proxy.*tenant ID.*Conditional Access for workload/,
    );
    expect(evidenceOf(failed)).toMatchObject({
      "Login host": `localhost:${port}`,
      "Login host: resolver's answer": expect.stringContaining("127.0.0.1"),
      // What is known of the other host is told as well.
      "Graph host: resolver's answer": "127.0.0.1",
    });
  });

  test("a name that does not resolve", async () => {
    const { settings, secret } = connectionAt(plain);
    const graphUrl = "https://graph.rollcall.invalid";
    const failed = failureOf(await testOf({ settings: { ...settings, graphUrl }, secret }));
    expect(failed).toMatchObject({ check: "network", code: "graph.unreachable" });
    expect(failed.summary).toContain("No answer from graph.rollcall.invalid:443 (dns)");
    expect(failed.advice).toMatch(/does not resolve: check this server's resolver.*cloud/);
    expect(evidenceOf(failed)["Graph host"]).toBe("graph.rollcall.invalid:443");
  });

  test("a host to which no secret may be sent", async () => {
    const { settings, secret } = connectionAt(plain);
    const loginUrl = "http://login.example";
    const failed = failureOf(await testOf({ settings: { ...settings, loginUrl }, secret }));
    expect(failed).toMatchObject({ check: "network", code: "graph.insecure_url" });
    expect(failed.advice).toMatch(/https:\/\/name/);
  });
});

describe("[CT9] certificates", () => {
  test("of an authority that nobody knows are refused, and its name is told", async () => {
    const failed = failureOf(await testOver(secure, {}));
    expect(failed).toMatchObject({ check: "tls", code: "graph.unreachable" });
    expect(failed.summary).toMatch(
      /\(tls\): the certificate is not trusted \([A-Z_]+\).*Rollcall simulator CA\.$/,
    );
    expect(failed.advice).toMatch(/proxy that inspects TLS: add the CA.*ROLLCALL_EXTRA_CA_FILE/);
    expect(evidenceOf(failed)["Login host: issued by"]).toBe("Rollcall simulator CA");
  });

  test("pass with the authority as an extra one, and each is shown", async () => {
    const results = await testOver(secure, { extraCertificates });
    expect(statuses(results)).toEqual(allPassed);
    const evidence = evidenceOf(results[1]);
    for (const host of ["Login host", "Graph host"]) {
      expect(evidence[`${host}: protocol`]).toBe("TLSv1.3");
      expect(evidence[`${host}: certificate for`]).toBe("Rollcall simulator");
      expect(evidence[`${host}: issued by`]).toBe("Rollcall simulator CA");
      expect(Date.parse(evidence[`${host}: valid until`] ?? "")).toBeGreaterThan(Date.now());
    }
    expect(statuses(await testOver(secure, { trustedCertificates: extraCertificates }))).toEqual(allPassed);
  });

  test("extra authorities are trusted besides the usual ones, and others in place of them", async () => {
    const { key, cert } = await certificateFor({ type: 7, ip: "127.0.0.1" });
    await using other = await startLoopback((_request, response) => void response.end(), { key, cert });
    const { settings, secret } = connectionAt(secure);
    const mixed = { settings: { ...settings, loginUrl: other.url }, secret };
    const before = getCACertificates("default");
    try {
      // The login host's authority is a usual one, the Graph host's an extra one.
      setDefaultCACertificates([...before, cert]);
      const both = await testOf({ ...mixed, transport: { http: { extraCertificates } } });
      expect(failureOf(both).check).toBe("credential");
      expect(evidenceOf(both[1])).toMatchObject({
        "Login host: issued by": "Rollcall test",
        "Graph host: issued by": "Rollcall simulator CA",
      });
      const alone = await testOf({
        ...mixed,
        transport: { http: { trustedCertificates: extraCertificates } },
      });
      expect(failureOf(alone).check).toBe("tls");
    } finally {
      setDefaultCACertificates(before);
    }
  });

  test("for another name are refused", async () => {
    const { key, cert } = await certificateFor({ type: 2, value: "other.example" });
    await using server = await startLoopback((_request, response) => void response.end(), { key, cert });
    const { settings, secret } = connectionAt(plain);
    const http = { extraCertificates: cert };
    const results = await testOf({
      settings: { ...settings, graphUrl: server.url },
      secret,
      transport: { http },
    });
    const failed = failureOf(results);
    expect(failed.summary).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(evidenceOf(failed)["Graph host: certificate for"]).toBe("Rollcall test");
    expect(server.requests).toEqual([]);
  });

  test("a host that never speaks TLS ends at the limit, one that speaks HTTP at once", async () => {
    const silent = createServer();
    const port = await listening(silent);
    try {
      const { settings, secret } = connectionAt(plain);
      const loginUrl = `https://127.0.0.1:${port}`;
      const checkLimits = { connectMs: 500, requestMs: 5_000, wholeMs: 10_000 };
      const results = await testOf({
        settings: { ...settings, loginUrl },
        secret,
        transport: { checkLimits },
      });
      expect(failureOf(results)).toMatchObject({ check: "tls", code: "graph.unreachable" });
      expect(failureOf(results).summary).toMatch(/\(tls\): nothing within 500 ms\.$/);
      expect(failureOf(results).advice).toMatch(/TLS handshake failed.*inspects TLS/);
      const http = { ...settings, graphUrl: plain.graphUrl.replace("http:", "https:") };
      const spoken = failureOf(await testOf({ settings: http, secret }));
      expect(spoken).toMatchObject({ check: "tls", code: "graph.unreachable" });
      expect(spoken.summary).toMatch(/\(tls\):/);
    } finally {
      silent.close();
    }
  });

  test("[CT7] an abort in the middle of a handshake throws the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    let connections = 0;
    // The first is the network check's, the second the handshake's.
    const silent = createServer(() => {
      connections += 1;
      if (connections === 2) stop.abort(reason);
    });
    const port = await listening(silent);
    try {
      const { settings, secret } = connectionAt(plain);
      const loginUrl = `https://127.0.0.1:${port}`;
      const tested = testOf({ settings: { ...settings, loginUrl }, secret, signal: stop.signal });
      await expect(tested).rejects.toBe(reason);
    } finally {
      silent.close();
    }
  });
});

describe("[CT8] through a proxy", () => {
  test("both hosts are reached by CONNECT, and the proxy sees no request", async () => {
    await using proxy = await startConnectProxy();
    const results = await testOver(plain, { proxyUrl: proxy.url, noProxy: "" });
    expect(statuses(results)).toEqual(allPassed);
    const hosts = [plain.loginUrl, plain.graphUrl].map((url) => new URL(url).host);
    expect(new Set(proxy.targets)).toEqual(new Set(hosts));
    expect(proxy.seen()).toBe(0);
    expect(results[0]?.summary).toBe("The login host and the Graph host can be reached through the proxy.");
    expect(evidenceOf(results[0])).toMatchObject({
      "Graph host": hosts[1],
      "Graph host: proxy": proxy.url,
      "Graph host: resolver's answer for the proxy": "127.0.0.1",
    });
  });

  test("TLS goes through to the hosts, also where the proxy speaks TLS itself", async () => {
    await using http = await startConnectProxy();
    const certificate = await certificateFor({ type: 7, ip: "127.0.0.1" });
    await using https = await startConnectProxy({ tls: certificate });
    for (const proxy of [http, https]) {
      const extra = `${extraCertificates}\n${certificate.cert}`;
      const options = { proxyUrl: proxy.url, noProxy: "", extraCertificates: extra };
      const results = await testOver(secure, options);
      expect(statuses(results)).toEqual(allPassed);
      expect(evidenceOf(results[1])["Graph host: issued by"]).toBe("Rollcall simulator CA");
      expect(proxy.targets.length).toBeGreaterThan(4);
    }
    const untrusted = failureOf(
      await testOver(secure, { proxyUrl: https.url, noProxy: "", extraCertificates }),
    );
    expect(untrusted).toMatchObject({ check: "network", code: "graph.unreachable" });
    expect(untrusted.summary).toMatch(/\(proxy\): its certificate is not trusted/);
  });

  test("this machine, and what the list names, is reached without it", async () => {
    await using proxy = await startConnectProxy();
    for (const http of [{ proxyUrl: proxy.url }, { proxyUrl: proxy.url, noProxy: "127.0.0.1" }]) {
      const results = await testOver(plain, http);
      expect(statuses(results)).toEqual(allPassed);
      expect(evidenceOf(results[0])["Login host: proxy"]).toBe("not for this host");
    }
    expect(proxy.targets).toEqual([]);
  });

  test("[CT10] one that asks for credentials gets those of its URL, which nobody else sees", async () => {
    await using proxy = await startConnectProxy({ credentials: "us@er:pr0xy~p:ss" });
    const withCredentials = (credentials: string) => proxy.url.replace("://", `://${credentials}@`);
    const proxyUrl = withCredentials("us%40er:pr0xy~p%3Ass");
    const passed = await testOver(plain, { proxyUrl, noProxy: "" });
    expect(statuses(passed)).toEqual(allPassed);
    expect(evidenceOf(passed[0])["Login host: proxy"]).toBe(`${proxy.url}, with a user name`);
    const wrong = await testOver(plain, { proxyUrl: withCredentials("us%40er:pr0xy-wrong"), noProxy: "" });
    const failed = failureOf(wrong);
    expect(failed).toMatchObject({ check: "network", code: "graph.unreachable" });
    expect(failed.summary).toContain(`(proxy): it answers 407 (through the proxy ${proxy.url})`);
    expect(failed.advice).toMatch(/user name and password \(407 means that it asks for them\)/);
    expect(failureOf(await testOver(plain, { proxyUrl: proxy.url, noProxy: "" })).summary).toContain("407");
    for (const results of [passed, wrong]) {
      expect(JSON.stringify(results)).not.toMatch(/pr0xy|us@er|us%40er|Basic/);
      expect(JSON.stringify(results)).not.toContain(
        Buffer.from("us@er:pr0xy").toString("base64").slice(0, 12),
      );
    }
  });

  test("one that refuses, hangs up, is not there or has no address fails the first check", async () => {
    await using refusing = await startConnectProxy({ refuseWith: 403 });
    await using hangingUp = await startConnectProxy({ instead: "hang_up" });
    const ways: [string, RegExp][] = [
      [refusing.url, /it answers 403/],
      [hangingUp.url, /socket hang up|ECONNRESET/],
      [`http://127.0.0.1:${await deadPort()}`, /ECONNREFUSED/],
    ];
    for (const [proxyUrl, summary] of ways) {
      const failed = failureOf(await testOver(plain, { proxyUrl, noProxy: "" }));
      expect(failed).toMatchObject({ check: "network", code: "graph.unreachable" });
      expect(failed.summary).toMatch(/\(proxy\)/);
      expect(failed.summary).toMatch(summary);
      expect(failed.advice).toMatch(/ends at the proxy.*ROLLCALL_HTTPS_PROXY.*CONNECT.*ROLLCALL_NO_PROXY/);
    }
    const proxyUrl = "http://proxy.rollcall.invalid:3128";
    const failed = failureOf(await testOver(plain, { proxyUrl, noProxy: "" }));
    expect(failed.summary).toMatch(/\(proxy\): .*ENOTFOUND.*proxy\.rollcall\.invalid/);
  });

  test("one that does not answer ends at the limit", async () => {
    await using hanging = await startConnectProxy({ instead: "hang" });
    const checkLimits = { connectMs: 500, requestMs: 5_000, wholeMs: 10_000 };
    const http = { proxyUrl: hanging.url, noProxy: "" };
    const results = await testOf({ ...connectionAt(plain), transport: { http, checkLimits } });
    expect(failureOf(results).summary).toMatch(/\(proxy\): nothing within 500 ms\.$/);
  });
});
