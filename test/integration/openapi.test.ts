// The simulator's answers against the schemas that Microsoft publishes for devices.

import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";

const file = new URL(
  "../../../shared/graph-data/openapi/devices-v1.0.validation.openapi.yaml",
  import.meta.url,
);
const collected = existsSync(file);
const root = "https://simulator.example/openapi.json";

/** JSON pointer into the description of a path's answer. */
function answerPointer(path: string, status: "2XX" | "default"): string {
  const inner = `paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/get/responses/${status}`;
  return `${root}#/${inner}`;
}

interface Description {
  readonly paths: Record<string, { get: { responses: Record<string, Json> } }>;
  readonly components: { readonly responses: Record<string, Json> };
}
type Json = { readonly $ref?: string; readonly content?: Record<string, { readonly schema: object }> };

let simulator: Simulator;
const validators = new Map<string, ValidateFunction>();

function schemaOf(description: Description, path: string, status: "2XX" | "default"): object {
  const found = description.paths[path]?.get.responses[status];
  const name = found?.$ref?.split("/").at(-1);
  const response = name === undefined ? found : description.components.responses[name];
  const schema = Object.values(response?.content ?? {})[0]?.schema;
  if (schema === undefined) throw new Error(`${answerPointer(path, status)} has no schema.`);
  const text = JSON.stringify(schema).replaceAll('"#/', `"${root}#/`);
  return JSON.parse(text) as object;
}

beforeAll(async () => {
  simulator = await startSimulator();
  if (!collected) return;
  const description = parse(readFileSync(file, "utf8")) as Description;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  // Edm.Binary: the service writes plain base64 with padding, too.
  ajv.addFormat("base64url", /^[\w+/-]*={0,2}$/);
  ajv.addSchema({ $id: root, ...description });
  for (const path of ["/devices", "/devices/{device-id}", "/devices/$count", "/devices/delta"])
    validators.set(path, ajv.compile(schemaOf(description, path, "2XX")));
  validators.set("error", ajv.compile(schemaOf(description, "/devices", "default")));
});
afterAll(() => simulator.close());

/** What is wrong with a body, in words; empty where nothing is. */
function faultsOf(path: string, body: unknown): string[] {
  const validate = validators.get(path);
  if (validate === undefined) throw new Error(`There is no validator for ${path}.`);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function tokenFor(tenant: Tenant): Promise<string> {
  const form = {
    grant_type: "client_credentials",
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    scope: `${simulator.graphUrl}/.default`,
  };
  const url = `${simulator.loginUrl}/${tenant.tenantId}/oauth2/v2.0/token`;
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function ask(token: string, path: string): Promise<{ status: number; body: unknown }> {
  const url = path.startsWith("http") ? path : `${simulator.graphUrl}/v1.0${path}`;
  const headers = { authorization: `Bearer ${token}`, consistencylevel: "eventual" };
  const response = await fetch(url, { headers });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as unknown };
}

interface Page {
  readonly value: readonly { readonly id: string }[];
  readonly "@odata.nextLink"?: string;
  readonly "@odata.deltaLink"?: string;
}

async function askPages(token: string, path: string): Promise<Page[]> {
  const pages: Page[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { status, body } = await ask(token, next);
    expect(status).toBe(200);
    pages.push(body as Page);
    next = (body as Page)["@odata.nextLink"];
  }
  return pages;
}

describe.skipIf(!collected)("the simulator's answers against Microsoft's OpenAPI description", () => {
  test.each([1, 2, 3, 77])("tenant of seed %i: list, delta, changes, get, count", async (seed) => {
    const tenant = simulator.createTenant({ devices: 300, seed, namelessShare: 0.05 });
    const token = await tokenFor(tenant);
    const list = await askPages(token, "/devices?$top=100");
    const delta = await askPages(token, "/devices/delta");
    expect(list.flatMap(({ value }) => value)).toHaveLength(300);
    expect(delta.flatMap(({ value }) => value)).toHaveLength(300);
    for (const page of list) expect(faultsOf("/devices", page)).toEqual([]);
    for (const page of delta) expect(faultsOf("/devices/delta", page)).toEqual([]);
    tenant.directory.randomChanges({ seed, add: 10, change: 50, remove: 10, restore: 0 });
    const changes = await askPages(token, delta.at(-1)?.["@odata.deltaLink"] ?? "");
    expect(changes.flatMap(({ value }) => value)).toHaveLength(70);
    for (const page of changes) expect(faultsOf("/devices/delta", page)).toEqual([]);
    const [device] = changes.at(-1)?.value.slice(-1) ?? [];
    expect(faultsOf("/devices/{device-id}", (await ask(token, `/devices/${device?.id}`)).body)).toEqual([]);
    expect(await ask(token, "/devices/$count")).toEqual({ status: 200, body: 300 });
    expect(faultsOf("/devices/$count", 300)).toEqual([]);
  });

  test.each([
    ["/devices/00000000-0000-0000-0000-000000000000", 404],
    ["/devices?$select=nonsense", 400],
    ["/devices?$filter=nonsense", 400],
    ["/devices/delta?$deltatoken=nonsense", 400],
    ["/nonsense", 404],
  ])("error of %s", async (path, status) => {
    const token = await tokenFor(simulator.createTenant({ devices: 1, seed: 1 }));
    const answer = await ask(token, path);
    expect(answer.status).toBe(status);
    expect(faultsOf("error", answer.body)).toEqual([]);
  });

  test("errors before the directory: no token, no permission, too many", async () => {
    const tenant = simulator.createTenant({ devices: 1, seed: 1, roles: [] });
    const refused = [await ask("", "/devices"), await ask(await tokenFor(tenant), "/devices")];
    tenant.throttle.limit = 1;
    const token = await tokenFor(tenant);
    refused.push(await ask(token, "/devices"), await ask(token, "/devices"));
    expect(refused.map(({ status }) => status)).toEqual([401, 403, 403, 429]);
    for (const { body } of refused) expect(faultsOf("error", body)).toEqual([]);
  });

  test("the validator refuses what is wrong", () => {
    const wrong = { id: "1", isManaged: "yes", physicalIds: null, registrationDateTime: "yesterday" };
    expect(faultsOf("/devices", { value: [wrong] })).toEqual(
      expect.arrayContaining([
        expect.stringContaining("isManaged must be boolean"),
        expect.stringContaining("physicalIds must be array"),
        expect.stringContaining("registrationDateTime must match"),
      ]),
    );
    expect(faultsOf("/devices/delta", { value: null })).not.toEqual([]);
    expect(faultsOf("/devices/{device-id}", { id: 1 })).not.toEqual([]);
    expect(faultsOf("/devices/$count", "300")).not.toEqual([]);
    expect(faultsOf("error", { error: { code: "x" } })).not.toEqual([]);
  });
});
