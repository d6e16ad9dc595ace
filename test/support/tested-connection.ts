// Tests a connection to a simulated tenant, and sees in each result that no secret is in it.

import type { Simulator } from "../../simulator/start.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ConnectionSettings } from "../../src/core/connection.ts";
import { type CheckResult, checkNames } from "../../src/core/connection-test.ts";
import { Secret } from "../../src/core/secret.ts";
import { createEntraConnector } from "../../src/entra/connector.ts";
import type { EntraTransport } from "../../src/entra/entra-client.ts";
import { neverAborted, recordingClock } from "./graph-script.ts";

export interface TestedConnection {
  readonly settings: ConnectionSettings;
  readonly secret: string;
  readonly transport?: EntraTransport;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** What is known of a tenant of the simulator, as a connection to it is set up. */
export function connectionTo(
  { loginUrl, graphUrl }: Pick<Simulator, "loginUrl" | "graphUrl">,
  tenant: { readonly tenantId: string; readonly clientId: string; readonly clientSecret: string },
): { readonly settings: ConnectionSettings; readonly secret: string } {
  const { tenantId, clientId, clientSecret: secret } = tenant;
  return { settings: { tenantId, clientId, loginUrl, graphUrl, tokenEndpoint: "v1" }, secret };
}

/** A value as a form holds it. */
export function formEncoded(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}

const token = /eyJ[\w-]+\.[\w-]+/;

/** Throws unless there are five results in order, and neither the secret nor a token is in them. */
function assertShape(results: readonly CheckResult[], secret: string): void {
  const names = results.map(({ check }) => check);
  if (names.join() !== checkNames.join()) throw new Error(`The checks are ${names.join()}.`);
  const text = JSON.stringify(results);
  const forms = [
    secret,
    encodeURIComponent(secret),
    formEncoded(secret),
    Buffer.from(secret).toString("base64"),
  ];
  if (forms.some((form) => text.includes(form))) throw new Error("The secret is in a result.");
  if (token.test(text)) throw new Error("A token is in a result.");
}

/** All results. Waits between retries take no time unless another clock is given. */
export async function testOf(connection: TestedConnection): Promise<readonly CheckResult[]> {
  const { settings, secret, transport = {}, clock = recordingClock(), signal = neverAborted } = connection;
  const connector = createEntraConnector(transport);
  const { selectedProperties } = connector;
  const options = { settings, secret: new Secret(secret), clock, selectedProperties };
  const results: CheckResult[] = [];
  for await (const result of connector.testConnection(options, signal)) results.push(result);
  assertShape(results, secret);
  return results;
}

/** The one check that failed; throws where none did, or where those around it are not as they must be. */
export function failureOf(results: readonly CheckResult[]): CheckResult {
  const place = results.findIndex(({ status }) => status === "failed");
  const failed = results[place];
  if (failed === undefined) throw new Error("No check has failed.");
  const around = results.map(({ status }, index) => (index === place ? "failed" : status)).join();
  const expected = results.map((_, index) =>
    index < place ? "passed" : index === place ? "failed" : "not_run",
  );
  if (around !== expected.join()) throw new Error(`The checks are ${around}.`);
  return failed;
}

/** A check's evidence by its labels. */
export function evidenceOf(result: CheckResult | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((result?.evidence ?? []).map(({ label, value }) => [label, value]));
}
