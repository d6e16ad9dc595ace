// A random history of an inventory with tags, and what must hold of them after each of its steps.

import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { AssetFacts } from "../../src/core/asset-query.ts";
import { RollcallError } from "../../src/core/error.ts";
import { type AssetId, deltaLink, type TagId } from "../../src/core/id.ts";
import { noSeverities } from "../../src/core/severity.ts";
import type { WriteContext } from "../../src/core/storage.ts";
import type { Criticality } from "../../src/core/tag.ts";
import { assetMatches } from "../../src/query/evaluate.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { TruthKeeper } from "../../src/sync/truth-keeper.ts";
import { day, type OpenStore, readFacts, start } from "./random-inventory.ts";
import { bringDevice, deltaRequest, newConnection } from "./stores.ts";
import { changeTag, doEveryTask, makeTag } from "./tagging.ts";

const deviceCount = 6;
const names = ["Alpha", "Beta", "Gamma", "Delta"] as const;
const rules = [
  "operatingSystem: Windows",
  "not operatingSystem: Windows or entra.isCompliant: true",
  "lifecycle.state: retired",
  "tags.name: Alpha",
  "not tags.name: Beta and name: pc*",
  "tags.name: [Gamma, Delta] or tags.name: B*",
  "pc1",
  "risk.severity >= 3",
  "risk.severity is null and tags.name: Delta",
  "entra.lastSignIn < now-20d",
  "firstSeen > now-10d",
  "lastSeen > now-3d",
  "lastChanged > now-5d and not tags.name: Gamma",
  "changed.field: operatingSystem",
  "changed.at > now-4d",
  "connection.name: north",
] as const;

const record = fc.record({
  operatingSystem: fc.constantFrom("Windows", "Linux", null),
  isCompliant: fc.constantFrom(true, false, null),
  displayName: fc.constantFrom("pc1", "pc2 lab", "server"),
  lastSignIn: fc.option(fc.integer({ min: 0, max: 40 })),
});

const one = (most: number) => fc.integer({ min: 0, max: most - 1 });
const tagging = { tag: one(names.length), query: fc.constantFrom("", "not name: pc1", ...rules) };
const rule = fc.constantFrom(null, ...rules);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("bring" as const), device: one(deviceCount), record }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("retire" as const), device: one(deviceCount) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("make" as const),
      tag: one(names.length),
      rule,
      criticality: fc.constantFrom<Criticality>(1, 3, 5),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("rule" as const), tag: one(names.length), rule }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("put_tag" as const), ...tagging }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("take_tag" as const), ...tagging }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename" as const), tag: one(4), to: one(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), tag: one(names.length) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("criticality" as const),
      tag: one(names.length),
      criticality: fc.constantFrom<Criticality>(1, 2, 4, 5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("run" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("connection" as const), isNorth: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("severity" as const), isOn: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
/** There is something to begin with: every tag, some with rules, and every device. */
const beginning: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.array(rule, { minLength: 4, maxLength: 4 }), fc.array(record, { minLength: 6, maxLength: 6 }))
  .map(([first, records]): readonly Step[] => [
    ...names.map((_, tag) => ({ kind: "make" as const, tag, rule: null, criticality: 3 as const })),
    ...first.map((text, tag) => ({ kind: "rule" as const, tag, rule: text })),
    ...records.map((given, device) => ({ kind: "bring" as const, device, record: given })),
    { kind: "put_tag" as const, tag: 1, query: "not name: pc1" as const },
    { kind: "severity" as const, isOn: true },
  ]);
export const randomSteps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(beginning, fc.array(step, { minLength: 10, maxLength: 40 }))
  .map(([first, later]) => [...first, ...later]);

interface Playing {
  readonly store: OpenStore;
  readonly context: WriteContext;
  readonly assets: Map<number, AssetId>;
  readonly tags: Map<number, TagId>;
  now: number;
}

/** What may be refused of a random step: it changes nothing then. */
const refusals: readonly string[] = ["tag.name_taken", "tag.rule_loop", "tag.in_use"];

async function bring(
  { store, context, assets, now }: Playing,
  { device, record: given }: Extract<Step, { kind: "bring" }>,
) {
  const { lastSignIn, ...rest } = given;
  const signIn = lastSignIn === null ? null : new Date(start + lastSignIn * day).toISOString();
  const whole = { id: `d${device}`, ...rest, approximateLastSignInDateTime: signIn };
  const id = await store.storage.transaction((writer) => bringDevice(writer, { ...context, at: now }, whole));
  assets.set(device, id);
}

/** The run that everything is written by is completed anew: what it has seen was seen now. */
async function completeRun({ store, context, now }: Playing): Promise<void> {
  const counts = { activeAssets: 0, rejected: 0, notImportedWithActiveAsset: 0, excluded: 0, kept: 0 };
  const proof = { tenant: 0, ...counts, withoutId: 0, difference: 0, explained: true };
  const basis = { selectedProperties: [], scope: "everything" };
  await store.storage.transaction(async (writer) => {
    const runId = await writer.createRun({ ...deltaRequest(context.connectionId), at: now });
    const run = { ...context, runId, at: now };
    await writer.startRun(run);
    await writer.completeRun(run, { deltaLink: deltaLink("x"), basis, proof, kind: "delta_pull" });
  });
}

async function changeConnection(
  { store, context, now }: Playing,
  change: Extract<Step, { kind: "connection" | "severity" }>,
): Promise<void> {
  const id = context.connectionId;
  const { version } = await store.storage.readConnection(id);
  const severities = { ...noSeverities.severities, not_compliant: 4, stale: 2 } as const;
  const map = change.kind === "severity" && change.isOn ? { severities, staleAfterDays: 15 } : noSeverities;
  const name = change.kind === "connection" && change.isNorth ? "Contoso north" : "Contoso";
  await store.storage.transaction(async (writer) => {
    if (change.kind === "severity") await writer.saveSeverityMap(id, version, map, now);
    else await writer.changeConnection(id, version, { name }, now);
  });
}

async function changeTags(
  playing: Playing,
  one: Exclude<Step, { kind: "bring" | "retire" | "wait" | "run" | "connection" | "severity" }>,
): Promise<void> {
  const { store, tags, now } = playing;
  const { storage } = store;
  const known = tags.get(one.tag);
  if (one.kind === "make") {
    const { rule: text, criticality } = one;
    if (known === undefined)
      tags.set(one.tag, await makeTag(storage, names[one.tag] ?? "", { rule: text, criticality }, now));
    return;
  }
  if (known === undefined) return;
  if (one.kind === "rule") await changeTag(storage, known, { rule: one.rule }, now);
  else if (one.kind === "criticality") await changeTag(storage, known, { criticality: one.criticality }, now);
  else if (one.kind === "rename") await changeTag(storage, known, { name: names[one.to] ?? "" }, now);
  else if (one.kind === "remove") {
    await storage.transaction((writer) => writer.removeTag(known, now));
    tags.delete(one.tag);
  } else {
    const target = { kind: "query", text: one.query } as const;
    await storage.transaction((writer) => writer.createTask({ kind: one.kind, tagId: known, target }, now));
  }
}

async function play(playing: Playing, one: Step): Promise<void> {
  const { store, context, assets } = playing;
  switch (one.kind) {
    case "bring":
      return bring(playing, one);
    case "retire": {
      const id = assets.get(one.device);
      if (id === undefined) return;
      const gone = [{ assetId: id, reason: "deleted_at_source" as const }];
      await store.storage.transaction((writer) => writer.retire({ ...context, at: playing.now }, gone));
      return;
    }
    case "wait":
      playing.now += one.days * day;
      return;
    case "run":
      return completeRun(playing);
    case "connection":
    case "severity":
      return changeConnection(playing, one);
    default:
      return changeTags(playing, one);
  }
}

interface KnownTag {
  readonly name: string;
  readonly rule: string | null;
  readonly criticality: number;
}

/** Why the tags are not as their rules say; null where they are. */
function findWrong(tags: readonly KnownTag[], facts: readonly AssetFacts[], now: number): unknown {
  for (const { name, rule: text } of tags) {
    if (text === null) continue;
    const reading = understandQuery(text, { now });
    if (reading.kind === "refused") return { text, reading };
    const wanted = facts.filter((fact) => assetMatches(reading.query.condition, fact)).map(({ id }) => id);
    const found = facts.filter((fact) => fact.tags.includes(name)).map(({ id }) => id);
    if (!isDeepStrictEqual(found, wanted)) return { name, text, found, wanted };
  }
  for (const fact of facts) {
    const own = tags.filter(({ name }) => fact.tags.includes(name)).map(({ criticality }) => criticality);
    const wanted = own.length === 0 ? 2 : Math.max(...own);
    const { criticality } = fact as AssetFacts & { readonly criticality: number };
    if (criticality !== wanted) return { id: fact.id, tags: fact.tags, criticality, wanted };
  }
  return null;
}

async function settle({ store, now }: Playing): Promise<void> {
  const troubles: unknown[] = [];
  const clock = { now: () => now, sleep: async () => undefined };
  troubles.push(...(await doEveryTask(store.storage, now)).troubles);
  const keeper = new TruthKeeper({
    storage: store.storage,
    clock,
    onTrouble: (error) => troubles.push(error),
  });
  await keeper.keep(() => false);
  if (troubles.length > 0) throw troubles[0];
}

/**
 * Plays the steps, and after each of them what goes on beside it. Throws where a dynamic tag is then on other assets than its rule
 * holds for, or a criticality is not the highest of the tags.
 */
export async function playTaggedHistory(store: OpenStore, steps: readonly Step[]): Promise<void> {
  const context = await store.storage.transaction(async (writer) => {
    const connectionId = await writer.createConnection(newConnection(), start);
    const runId = await writer.createRun({ ...deltaRequest(connectionId), at: start });
    const run = { connectionId, runId, at: start, claim: "" };
    await writer.startRun(run);
    await writer.cancelRun(run);
    return run;
  });
  const playing: Playing = { store, context, assets: new Map(), tags: new Map(), now: start + 40 * day };
  for (const one of steps) {
    try {
      await play(playing, one);
    } catch (error) {
      if (!(error instanceof RollcallError) || !refusals.includes(error.code)) throw error;
    }
    await settle(playing);
    const tags = await store.storage.readTags({ after: 0, limit: 100 });
    const wrong = findWrong(tags, await readFacts(store), playing.now);
    if (wrong !== null) throw new Error(`After ${JSON.stringify(one)}: ${JSON.stringify(wrong)}`);
  }
}
