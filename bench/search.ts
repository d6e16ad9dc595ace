// What searches cost at a million assets: the real server, filled by a full pull of the simulator, asked over HTTP.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startSimulatorProcess } from "../src/cli/simulator-process.ts";
import { sortFields } from "../src/core/asset-search.ts";
import { percentile, RealServer } from "./real-server.ts";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "20" },
  },
});
const devices = Number(values.devices);
const rounds = Number(values.rounds);

/** Aims, in ms: the first page where an index serves, that of any contained text, and the facets. */
const aims = { indexed: 50, contained: 300, facets: 200, exportRate: 100_000, exportMegabytes: 100 } as const;

interface Scenario {
  readonly query: string;
  readonly aim: "indexed" | "contained";
  readonly sort?: string;
}

interface SomeAsset {
  readonly name: string;
  readonly externalId: string;
  readonly entraDeviceId: string | null;
}

/** What people ask, from everything to one device. */
function scenarios(one: SomeAsset): readonly Scenario[] {
  return [
    { query: "", aim: "indexed" },
    { query: "", aim: "indexed", sort: "-lastSignInAt" },
    { query: 'inventory:(source:"Microsoft")', aim: "indexed" },
    { query: "operatingSystem: Windows", aim: "indexed" },
    { query: 'operatingSystem: "Windows" and entra.isCompliant: false', aim: "indexed" },
    { query: "entra.trustType: `ServerAd` and entra.isManaged is null", aim: "indexed" },
    { query: "operatingSystem.category: [Linux, other]", aim: "indexed", sort: "operatingSystem" },
    { query: "name: laptop*", aim: "indexed" },
    { query: `name: \`${one.name}\``, aim: "indexed" },
    { query: `entra.deviceId: ${one.entraDeviceId}`, aim: "indexed" },
    { query: `entra.objectId: ${one.externalId}`, aim: "indexed" },
    { query: "entra.lastSignIn < now-90d", aim: "indexed", sort: "lastSignInAt" },
    { query: "entra.lastSignIn: [now-60d .. now-30d] and operatingSystem: iOS", aim: "indexed" },
    { query: "lastSeen > now-1d and not tags.name: Windows", aim: "indexed" },
    { query: "tags.name: Windows and risk.severity >= 3", aim: "indexed" },
    { query: "lifecycle.state: retired", aim: "indexed" },
    { query: "changed.field: operatingSystemVersion and changed.at > now-7d", aim: "indexed" },
    { query: "name: *4f2*", aim: "contained" },
    { query: "name: zzzz", aim: "contained" },
    { query: one.name.slice(0, -2), aim: "contained" },
    { query: "attribute.department: zzzz or name: *9a*", aim: "contained" },
  ];
}

async function times(ask: () => Promise<{ ms: number }>): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round += 1) all.push((await ask()).ms);
  return all;
}

const shown = (ms: number): string => ms.toFixed(1).padStart(8);

function parametersOf({ query, sort }: Scenario, more: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({ query, ...(sort && { sort }), ...more }).toString();
}

async function measureSearches(server: RealServer, one: SomeAsset): Promise<void> {
  console.log(`\n${"ms (p95 but for count)".padEnd(78)}    first     count    facets     matches`);
  for (const scenario of scenarios(one)) {
    const { query, sort, aim } = scenario;
    const first = await times(() => server.ask("GET", `/api/v1/assets?${parametersOf(scenario)}`));
    const counts = await times(() =>
      server.ask("GET", `/api/v1/assets/count?${parametersOf({ query, aim })}`),
    );
    const facets = await times(() =>
      server.ask("GET", `/api/v1/assets/facets?${parametersOf({ query, aim })}`),
    );
    const { count } = JSON.parse(
      (await server.ask("GET", `/api/v1/assets/count?${parametersOf({ query, aim })}`)).text,
    );
    const [page, facet] = [percentile(first, 0.95), percentile(facets, 0.95)];
    const late = [
      page > aims[aim] ? `first page over ${aims[aim]}` : "",
      facet > aims.facets ? "facets over 200" : "",
    ];
    const label = `${query === "" ? "(everything)" : query}${sort ? `, by ${sort}` : ""}`;
    console.log(
      `${label.slice(0, 77).padEnd(78)} ${shown(page)}  ${shown(percentile(counts, 0.5))}  ${shown(facet)}  ${count.toLocaleString("en").padStart(10)}  ${late.filter(Boolean).join(", ")}`,
    );
  }
}

async function measureSorts(server: RealServer): Promise<void> {
  console.log("\nfirst page of everything, sorted (p95)");
  for (const sort of sortFields.flatMap((field) => [field, `-${field}`])) {
    const all = await times(() =>
      server.ask("GET", `/api/v1/assets?${new URLSearchParams({ query: "", sort })}`),
    );
    console.log(`${sort.padEnd(20)} ${shown(percentile(all, 0.95))}`);
  }
}

const deepPage = 500;

async function measureDeepPage(server: RealServer): Promise<void> {
  const durations: number[] = [];
  let cursor: string | null = null;
  for (let page = 1; page <= deepPage; page += 1) {
    const parameters = new URLSearchParams({ query: "", limit: "200", ...(cursor !== null && { cursor }) });
    const { text, ms } = await server.ask("GET", `/api/v1/assets?${parameters}`);
    durations.push(ms);
    cursor = JSON.parse(text).nextCursor;
    if (cursor === null) break;
  }
  const last = durations.slice(-rounds);
  console.log(
    `\npage ${durations.length} of 200 assets (p95 of the last ${last.length}) ${shown(percentile(last, 0.95))}`,
  );
}

const typed = [
  "name: lap",
  "operatingSystem: W",
  "entra.trustType: ",
  "operatingSystem.version: 10",
  "entra.deviceId: 4f",
  "tags.name: ",
];

async function measureCompletions(server: RealServer): Promise<void> {
  console.log("\nvalues to complete (p95)");
  for (const text of typed) {
    const parameters = new URLSearchParams({ text, position: String(text.length) });
    const all = await times(() => server.ask("GET", `/api/v1/queries/completions?${parameters}`));
    console.log(`${text.padEnd(30)} ${shown(percentile(all, 0.95))}`);
  }
}

async function measureExport(server: RealServer, format: "csv" | "ndjson"): Promise<void> {
  const idle = server.residentMegabytes("now");
  let most = idle;
  let bytes = 0;
  const startedAt = performance.now();
  const answer = await server.request(
    "GET",
    `/api/v1/assets/export?${new URLSearchParams({ query: "", format })}`,
  );
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    most = Math.max(most, server.residentMegabytes("now"));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const rows = Number(answer.headers.get("rollcall-asset-count"));
  const rate = Math.round(rows / seconds);
  const grown = most - idle;
  const isGood = rate >= aims.exportRate && grown <= aims.exportMegabytes;
  console.log(
    `\nexport of ${rows.toLocaleString("en")} assets as ${format}: ${seconds.toFixed(1)} s, ${rate.toLocaleString("en")} a second, ${(bytes / 1e6).toFixed(0)} MB; memory ${idle.toFixed(0)} MB idle, ${most.toFixed(0)} MB at most${isGood ? "" : "  BEYOND THE AIM"}`,
  );
}

/** A tag by a rule and severities, so that searches meet what a used inventory has. */
async function furnish(server: RealServer, connectionId: number): Promise<void> {
  const tag = {
    name: "Windows",
    colour: "#3366cc",
    description: "",
    criticality: 3,
    rule: "operatingSystem: Windows",
  };
  await server.ask("POST", "/api/v1/tags", tag);
  void connectionId;
  for (;;) {
    const { items } = JSON.parse((await server.ask("GET", "/api/v1/inventory-tasks")).text);
    if (items.every(({ state }: { state: string }) => state !== "waiting")) return;
    await sleep(200);
  }
}

await using simulator = await startSimulatorProcess(devices, 1);
await using server = await RealServer.start(simulator.tenant);
const connection = await server.connect(simulator.tenant);
console.log(`The pull: ${await server.pull(connection)}`);
const startedAt = performance.now();
await furnish(server, connection);
console.log(`A dynamic tag on all that it matches: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
const [one] = JSON.parse(
  (await server.ask("GET", "/api/v1/assets?limit=1&query=operatingSystem:%20Windows")).text,
).items;
await measureSearches(server, one);
await measureSorts(server);
await measureDeepPage(server);
await measureCompletions(server);
await measureExport(server, "csv");
await measureExport(server, "ndjson");
