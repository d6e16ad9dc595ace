// Which links are followed, and how.

import { describe, expect, test } from "vitest";
import { neverAborted, rejectionOf, script } from "../../test/support/graph-script.ts";
import { decodeJson } from "./client.ts";
import { GraphError } from "./errors/graph-error.ts";
import { acceptLink, safeOrigin } from "./link.ts";

const own = safeOrigin("https://graph.microsoft.com", "test");
const codeOf = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    if (error instanceof GraphError) return error.code;
    throw error;
  }
  return "accepted";
};

test("[GR1] a link is followed byte for byte, percent signs and case included", () => {
  const path = "/v1.0/devices?$select=id%2cphysicalIds%2CdeviceId&$top=3&$skiptoken=RFN~pd'A%20(x)*!.-_%7e+=";
  expect(acceptLink(own, `https://graph.microsoft.com${path}`, "test").path).toBe(path);
  expect(acceptLink(own, `HTTPS://Graph.Microsoft.Com:443${path}`, "test")).toEqual({ origin: own, path });
});

test("[GR1] what HTTP cannot carry is encoded, so that the link can be followed", () => {
  const link = "https://graph.microsoft.com/v1.0/devices?$filter=displayName eq 'ä'";
  expect(acceptLink(own, link, "test").path).toBe("/v1.0/devices?$filter=displayName%20eq%20%27%C3%A4%27");
});

describe("[GR3] a link that leads elsewhere is refused", () => {
  test.each([
    "https://graph.microsoft.us/v1.0/devices",
    "https://graph.microsoft.com.evil.example/v1.0/devices",
    "https://graph.microsoft.com@evil.example/v1.0/devices",
    "https://evil.example\\@graph.microsoft.com/v1.0/devices",
    "https://user:pass@graph.microsoft.com/v1.0/devices",
    "https://graph.microsoft.com:8443/v1.0/devices",
    "http://graph.microsoft.com/v1.0/devices",
    "//graph.microsoft.com/v1.0/devices",
    "/v1.0/devices?$skiptoken=x",
    "https://graph.microsoft.com/v1.0/devices#x",
    "javascript:alert(1)",
    "",
    `https://graph.microsoft.com/v1.0/devices?$skiptoken=${"x".repeat(16_400)}`,
  ])("%.80s", (link) => {
    expect(codeOf(() => acceptLink(own, link, "test"))).toBe("graph.foreign_link");
  });

  test("and nothing is sent to it", async () => {
    const { client, requests, tokenRequests } = script();
    expect(codeOf(() => client.accept("https://evil.example/v1.0/devices", "test"))).toBe(
      "graph.foreign_link",
    );
    expect([...requests, ...tokenRequests]).toEqual([]);
  });
});

test("[GR3] a host is https, or on this machine", () => {
  expect(safeOrigin("https://dod-graph.microsoft.us/", "test")).toBe("https://dod-graph.microsoft.us");
  expect(safeOrigin("http://127.0.0.1:8080", "test")).toBe("http://127.0.0.1:8080");
  expect(safeOrigin("http://localhost:8080", "test")).toBe("http://localhost:8080");
  for (const url of [
    "http://graph.microsoft.com",
    "http://127.0.0.1.evil.example",
    "ftp://localhost",
    "graph",
  ])
    expect(codeOf(() => safeOrigin(url, "test"))).toBe("graph.insecure_url");
  for (const url of ["https://graph.microsoft.com/v1.0", "https://a:b@graph.microsoft.com"])
    expect(codeOf(() => safeOrigin(url, "test"))).toBe("graph.insecure_url");
});

test("[GR3] a redirect is not followed", async () => {
  const headers = new Map([["location", "https://evil.example/"]]);
  const { client, requests } = script({ answers: [{ status: 302, headers, text: "" }] });
  const request = { operation: "test", link: client.linkTo("/v1.0/devices"), decode: decodeJson };
  expect(await rejectionOf(client.send(request, neverAborted))).toMatchObject({ code: "graph.redirected" });
  expect(requests).toHaveLength(1);
});
