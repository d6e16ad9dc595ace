// A console with something of everything in it: connections in each state, tags, saved queries, long names, a history.

import type { Tenant } from "../../simulator/tenant.ts";
import type { ConnectionView } from "../../src/contract/connection.ts";
import { inventoryTaskView } from "../../src/contract/inventory-task.ts";
import { type TagView, tagView } from "../../src/contract/tag.ts";
import type { ConsoleUnderTest } from "./console.ts";
import { connect } from "./server.ts";
import type { ServerApi } from "./server-api.ts";

export interface Furnished {
  /** It was pulled, and has had changes since. */
  readonly processed: ConnectionView;
  /** Its secret has expired. */
  readonly errored: ConnectionView;
  /** Its last run would retire too much. */
  readonly held: ConnectionView;
  readonly tenant: Tenant;
  readonly tags: readonly TagView[];
}

interface FurnishOptions {
  readonly devices: number;
  readonly names: { readonly processed: string; readonly errored: string; readonly held: string };
  /** A device with a name as long as names may be, and a tag. */
  readonly hasLongNames: boolean;
}

const daily = {
  kind: "daily",
  at: "06:30",
  timeZone: "Europe/Berlin",
  start: "2026-11-24T06:30",
} as const;

async function untilTagged(api: ServerApi, tag: TagView): Promise<void> {
  await using watch = await api.watch();
  if (tag.taskId === null) return;
  const task = await api.read(inventoryTaskView, api.get(`/api/v1/inventory-tasks/${tag.taskId}`));
  if (task.state !== "waiting") return;
  await watch.until(
    ({ name, data }) =>
      name === "inventory_task_changed" && data.id === tag.taskId && data.state !== "waiting",
  );
}

async function makeTags(api: ServerApi, hasLongNames: boolean): Promise<TagView[]> {
  const wanted = [
    { name: "Head office", colour: "#2f6fed", description: "Devices of the head office.", criticality: 3 },
    { name: "Payment", colour: "#c92a2a", description: "Takes part in payments.", criticality: 5 },
    { name: "Not compliant", colour: "#e8590c", criticality: 4, rule: "entra.isCompliant: false" },
    { name: "Windows", colour: "#1971c2", criticality: 2, rule: "operatingSystem: Windows" },
    ...(hasLongNames ? [{ name: "t".repeat(100), colour: "#2b8a3e", description: "d".repeat(164) }] : []),
  ];
  const tags: TagView[] = [];
  for (const one of wanted) {
    const tag = await api.read(tagView, api.post("/api/v1/tags", one));
    await untilTagged(api, tag);
    tags.push(tag);
  }
  return tags;
}

async function putOn(api: ServerApi, { id }: TagView, query: string): Promise<void> {
  const task = await api.read(inventoryTaskView, api.post(`/api/v1/tags/${id}/put-on`, { query }));
  await untilTagged(api, { taskId: task.id } as TagView);
}

async function saveQueries(api: ServerApi, hasLongNames: boolean): Promise<void> {
  const wanted = [
    { name: "Not seen for 90 days", text: "entra.lastSignIn < now-90d" },
    { name: "Windows that is not compliant", text: "operatingSystem: Windows and entra.isCompliant: false" },
    { name: "Nobody manages it", text: "entra.isManaged: false or entra.isManaged is null" },
    ...(hasLongNames ? [{ name: "q".repeat(100), text: `name: ${"n".repeat(300)}` }] : []),
  ].map((one) => ({ ...one, isShared: true }));
  for (const one of wanted) {
    const { status, text } = await api.post("/api/v1/saved-queries", one);
    if (status !== 201) throw new Error(text);
  }
}

async function connectErrored(api: ServerApi, tenant: Tenant, name: string): Promise<ConnectionView> {
  const connection = await connect(api, tenant, { name, description: "The old tenant of the branch." });
  await api.run(connection.id);
  tenant.directory.randomChanges({ seed: 3, add: 1, change: 1, remove: 0, restore: 0 });
  const [secret] = tenant.secrets;
  if (secret !== undefined) secret.expiresAt = 1;
  tenant.expireTokens();
  await api.run(connection.id);
  return connection;
}

async function connectHeld(api: ServerApi, tenant: Tenant, name: string): Promise<ConnectionView> {
  const connection = await connect(api, tenant, { name });
  await api.run(connection.id);
  for (let index = 0; index < 60; index += 1) tenant.directory.removeSoft(tenant.directory.idOf(index));
  await api.run(connection.id);
  return connection;
}

/** By the API, as programs do. */
export async function furnish(
  { server: { api }, simulator }: ConsoleUnderTest,
  { devices, names, hasLongNames }: FurnishOptions,
): Promise<Furnished> {
  const tenant = simulator.createTenant({ devices, seed: 7, domain: "contoso.example" });
  if (hasLongNames)
    tenant.directory.create({ displayName: "n".repeat(200), operatingSystem: "o".repeat(120) });
  const more = { name: names.processed, description: "The head office's tenant.", schedule: daily };
  const processed = await connect(api, tenant, more);
  await api.run(processed.id);
  const tags = await makeTags(api, hasLongNames);
  const [first, second] = tags;
  if (first !== undefined && second !== undefined) {
    await putOn(api, first, "name: *1*");
    await putOn(api, second, "name: *7*");
  }
  const share = Math.ceil(devices / 100);
  tenant.directory.randomChanges({ seed: 1, add: share, change: share * 3, remove: share, restore: 0 });
  await api.run(processed.id);
  await saveQueries(api, hasLongNames);
  const errored = await connectErrored(api, simulator.createTenant({ devices: 20, seed: 8 }), names.errored);
  const held = await connectHeld(api, simulator.createTenant({ devices: 90, seed: 9 }), names.held);
  return { processed, errored, held, tenant, tags };
}
