// Which hosts go through the proxy, and what is known of it without its credentials.

import { describe, expect, test } from "vitest";
import { proxyFor, readProxy } from "./proxy.ts";

const proxyUrl = "http://proxy.example:3128";
const isProxied = (origin: string, noProxy?: string) =>
  proxyFor(origin, noProxy === undefined ? { proxyUrl } : { proxyUrl, noProxy }) !== null;

test("[CT8] without a proxy every host is reached directly", () => {
  expect(proxyFor("https://graph.microsoft.com", {})).toBeNull();
  expect(proxyFor("https://graph.microsoft.com", { noProxy: "" })).toBeNull();
});

test.each([
  ["https://graph.microsoft.com", true],
  ["http://localhost:8080", false],
  ["https://127.0.0.1", false],
  ["https://[::1]:8443", false],
])("[CT8] without a list %s is proxied: %s", (origin, expected) => {
  expect(isProxied(origin)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ["https://graph.microsoft.com", "", true],
  ["http://127.0.0.1:8080", "", true],
  ["https://graph.microsoft.com", "*", false],
  ["https://graph.microsoft.com", "*:80", true],
  ["https://graph.microsoft.com", "graph.microsoft.com", false],
  ["https://graph.microsoft.com", "GRAPH.Microsoft.com.", false],
  ["https://graph.microsoft.com.", "graph.microsoft.com", false],
  ["https://graph.microsoft.com", "microsoft.com", false],
  ["https://graph.microsoft.com", ".microsoft.com", false],
  ["https://microsoft.com", ".microsoft.com", false],
  ["https://microsoft.com", "*.microsoft.com", true],
  ["https://graph.microsoft.com", "*.microsoft.com", false],
  ["https://notmicrosoft.com", "microsoft.com", true],
  ["https://graph.microsoft.com", "a.example, graph.microsoft.com:443\tb.example", false],
  ["https://graph.microsoft.com:8443", "graph.microsoft.com:443", true],
  ["https://[::1]:8443", "::1", false],
  ["https://[::1]:8443", "[::1]:8443", false],
  ["https://[::1]:8443", "[::1]:443", true],
])("[CT8] %s with the list %j is proxied: %s", (origin, noProxy, expected) => {
  expect(isProxied(origin, noProxy)).toBe(expected);
});

describe("[CT8] the proxy's URL", () => {
  test("is split into what may be shown and what may not", () => {
    expect(readProxy({ proxyUrl: "https://us%40er:pa%3Ass@proxy.example" })).toEqual({
      origin: "https://proxy.example",
      authorization: `Basic ${Buffer.from("us@er:pa:ss").toString("base64")}`,
    });
    expect(readProxy({ proxyUrl })).toEqual({ origin: proxyUrl, authorization: null });
  });

  test.each([
    "",
    "proxy.example:3128",
    "socks5://u:s3cret@proxy.example",
    "http://u:s3cret@proxy.example/path",
    "http://u:s3cret@proxy.example?q",
    "http://u:s3cret%E0%A4%A@proxy.example",
    "http://u:s3cret@",
  ])("%j is refused, and not told", (wrong) => {
    const read = () => readProxy({ proxyUrl: wrong });
    expect(read).toThrow(expect.objectContaining({ code: "graph.proxy_malformed" }));
    expect(read).not.toThrow(/s3cret/);
  });
});
