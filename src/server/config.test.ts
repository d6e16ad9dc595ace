// Shows that the configuration is read, refused and documented as docs/operating.md says.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig, variables } from "./config.ts";

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "config.invalid") return error.message;
    throw error;
  }
  throw new Error("It was taken.");
}

test("[SV1] without a variable the server is on this machine alone", () => {
  const config = readConfig({ PATH: "/usr/bin" });
  expect(config).toMatchObject({
    host: "127.0.0.1",
    port: 8080,
    publicUrl: null,
    oidc: null,
    proxyUrl: null,
  });
  expect(config.clouds.map(({ name }) => name)).toEqual(["global", "us_gov_l4", "us_gov_l5", "china"]);
});

test("[SV1] an empty variable is as none", () => {
  expect(readConfig({ ROLLCALL_PORT: "" }).port).toBe(8080);
});

test("[SV1] pairs of hosts that the operator allows are clouds", () => {
  const pair = { name: "simulated", loginUrl: "http://127.0.0.1:1", graphUrl: "http://127.0.0.1:2" };
  expect(readConfig({ ROLLCALL_CUSTOM_CLOUDS: JSON.stringify([pair]) }).clouds.at(-1)).toEqual(pair);
});

test.each([
  ["ROLLCALL_PORT", "eighty"],
  ["ROLLCALL_PORT", "70000"],
  ["ROLLCALL_DATA_DIR", "relative/path"],
  ["ROLLCALL_PUBLIC_URL", "https://rollcall.example/path"],
  ["ROLLCALL_CUSTOM_CLOUDS", "not-json"],
  [
    "ROLLCALL_CUSTOM_CLOUDS",
    '[{"name":"global","loginUrl":"https://a.example","graphUrl":"https://b.example"}]',
  ],
  [
    "ROLLCALL_CUSTOM_CLOUDS",
    '[{"name":"x","loginUrl":"https://a.example/path","graphUrl":"https://b.example"}]',
  ],
  ["ROLLCALL_CUSTOM_CLOUDS", '[{"name":"x","loginUrl":"ftp://a.example","graphUrl":"https://b.example"}]'],
  ["ROLLCALL_HTTPS_PROXY", "proxy-without-scheme"],
  ["ROLLCALL_SYNC_CONCURRENCY", "0"],
  ["ROLLCALL_METRICS_OPEN", "yes"],
  ["ROLLCALL_LOG_LEVEL", "loud"],
  ["ROLLCALL_OIDC_DEFAULT_ROLE", "king"],
  ["ROLLCALL_PROT", "8080"],
  ["ROLLCALL_MASTER_KEY", "not-json"],
  ["ROLLCALL_MASTER_KEY", '{"currentId":"one","keys":{"one":"c2hvcnQ="}}'],
  ["ROLLCALL_TRUSTED_PROXIES", "127.0.0.1, proxy.example"],
  ["ROLLCALL_TRUSTED_PROXIES", "10.0.0.0/33"],
  ["ROLLCALL_ALLOWED_HOSTS", "rollcall.example:8080"],
])("[SV1] %s=%s is refused by its name, and the value is not repeated", (name, value) => {
  const message = refusal({ [name]: value });
  expect(message).toContain(name);
  expect(message).not.toContain(value.length > 5 ? value : `=${value}`);
});

test("[SV1] networks, host names and addresses of administrators are taken as lists", () => {
  const config = readConfig({
    ROLLCALL_TRUSTED_PROXIES: "10.0.0.0/8, ::1, 192.0.2.1",
    ROLLCALL_ALLOWED_HOSTS: "Rollcall.example, [::1], 192.0.2.1",
    ROLLCALL_OIDC_ISSUER: "https://issuer.example",
    ROLLCALL_OIDC_CLIENT_ID: "rollcall",
    ROLLCALL_OIDC_CLIENT_SECRET_FILE: "/run/secrets/oidc",
    ROLLCALL_OIDC_ADMIN_EMAILS: "ada@contoso.example, bob@contoso.example",
  });
  expect(config.trustedProxies).toEqual(["10.0.0.0/8", "::1", "192.0.2.1"]);
  expect(config.allowedHosts).toHaveLength(3);
  expect(config.oidc?.adminEmails).toEqual(["ada@contoso.example", "bob@contoso.example"]);
});

test("[SV1] every mistake is named at once", () => {
  const message = refusal({ ROLLCALL_PORT: "x", ROLLCALL_LOG_LEVEL: "y", ROLLCALL_NONSENSE: "z" });
  for (const name of ["ROLLCALL_PORT", "ROLLCALL_LOG_LEVEL", "ROLLCALL_NONSENSE"])
    expect(message).toContain(name);
});

test("[SV1] OpenID Connect is configured whole or not at all", () => {
  expect(refusal({ ROLLCALL_OIDC_ISSUER: "https://issuer.example" })).toContain("ROLLCALL_OIDC_CLIENT_ID");
});

test("[SV1] docs/operating.md has a row for each variable, and for no other", () => {
  const text = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| `ROLLCALL_") || line.startsWith("| `DATABASE_URL`"));
  const cells = rows.map((row) =>
    row
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  expect(cells).toEqual(variables.map(({ name, what, otherwise }) => [`\`${name}\``, what, otherwise]));
});
