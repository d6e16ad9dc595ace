// Under random changes of devices, severity maps and the clock, each asset has the severity that its map gives its posture.

import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { noSeverities, type SeverityMap, severityOf } from "../../src/core/severity.ts";
import type { Storage, WriteContext } from "../../src/core/storage.ts";
import { openTestStore } from "../support/engine.ts";
import { wholeStep } from "../support/map-step.ts";
import { beginRun, bringDevice } from "../support/stores.ts";

const dayMs = 24 * 60 * 60 * 1000;
const start = 1_800_000_000_000;

interface Device {
  readonly isCompliant: boolean | null;
  readonly isManaged: boolean | null;
  readonly accountEnabled: boolean | null;
  readonly signedInAt: number | null;
}

const flag = fc.constantFrom(true, false, null);
const severity = fc.constantFrom(null, null, 1, 2, 3, 4, 5) as fc.Arbitrary<1 | 2 | 3 | 4 | 5 | null>;
const severityMap: fc.Arbitrary<SeverityMap> = fc.record({
  severities: fc.record({
    not_compliant: severity,
    compliance_unknown: severity,
    not_managed: severity,
    disabled: severity,
    stale: severity,
  }),
  staleAfterDays: fc.constantFrom(1, 5, 30),
});

const act = fc.oneof(
  fc.record({
    do: fc.constant("bring" as const),
    name: fc.constantFrom("a", "b", "c", "d"),
    flags: fc.tuple(flag, flag, flag),
    signedInDaysAgo: fc.option(fc.integer({ min: 0, max: 40 })),
  }),
  fc.record({ do: fc.constant("save" as const), map: severityMap }),
  fc.record({ do: fc.constant("wait" as const), days: fc.integer({ min: 0, max: 20 }) }),
);

/** What one must find: how many devices have each severity. */
function expectedCounts(devices: ReadonlyMap<string, Device>, map: SeverityMap, now: number) {
  const counts = new Map<number | null, number>();
  for (const { isCompliant, isManaged, accountEnabled, signedInAt } of devices.values()) {
    const isStale = signedInAt !== null && now - signedInAt > map.staleAfterDays * dayMs;
    const found = severityOf(map, { isCompliant, isManaged, isEnabled: accountEnabled, isStale });
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return counts;
}

class Play {
  readonly #storage: Storage;
  readonly #context: WriteContext;
  readonly #devices = new Map<string, Device>();
  #map: SeverityMap = noSeverities;
  #now = start;

  constructor(storage: Storage, context: WriteContext) {
    this.#storage = storage;
    this.#context = context;
  }

  async #bring(name: string, device: Device): Promise<void> {
    this.#devices.set(name, device);
    const { signedInAt, ...rest } = device;
    const record = {
      id: name,
      displayName: name,
      ...rest,
      approximateLastSignInDateTime: signedInAt === null ? null : new Date(signedInAt).toISOString(),
    };
    const context = { ...this.#context, at: this.#now };
    await this.#storage.transaction((writer) => bringDevice(writer, context, record));
  }

  async #save(map: SeverityMap): Promise<void> {
    const { connectionId: id } = this.#context;
    const promised = await this.#storage.countSeverities(id, map, this.#now);
    const { version } = await this.#storage.readConnection(id);
    await this.#storage.transaction((writer) => writer.saveSeverityMap(id, version, map, this.#now));
    this.#map = map;
    await this.#storage.transaction((writer) => writer.applySeverityMap(wholeStep(id), this.#now));
    const found = await this.#storage.countSeverities(id, map, this.#now);
    expect(found.map(({ before }) => before)).toEqual(promised.map(({ after }) => after));
  }

  async make(step: typeof act extends fc.Arbitrary<infer Act> ? Act : never): Promise<void> {
    if (step.do === "bring") {
      const [isCompliant, isManaged, accountEnabled] = step.flags;
      const ago = step.signedInDaysAgo;
      const signedInAt = ago === null ? null : this.#now - ago * dayMs;
      await this.#bring(step.name, { isCompliant, isManaged, accountEnabled, signedInAt });
    } else if (step.do === "save") await this.#save(step.map);
    else {
      this.#now += step.days * dayMs;
      await this.#storage.transaction((writer) => writer.noteStale(this.#now, 1000));
    }
  }

  async check(): Promise<void> {
    const { connectionId: id } = this.#context;
    const found = await this.#storage.countSeverities(id, this.#map, this.#now);
    const shown = found.filter(({ before }) => before > 0).map((one) => [one.severity, one.before] as const);
    expect(new Map(shown)).toEqual(expectedCounts(this.#devices, this.#map, this.#now));
    expect(found.filter(({ before, after }) => before !== after)).toEqual([]);
    const step = wholeStep(id);
    const { changed } = await this.#storage.transaction((writer) => writer.applySeverityMap(step, this.#now));
    expect(changed).toEqual([]);
  }
}

test("[SE2] [SE4] each asset has the severity that its map gives it, and a preview promises what is then there", async () => {
  const storage = await openTestStore();
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 30 }), async (acts) => {
      const context = await storage.transaction((writer) => beginRun(writer));
      const play = new Play(storage, context);
      for (const step of acts) {
        await play.make(step);
        await play.check();
      }
    }),
    { numRuns: inject("postgresUrl") === null ? 60 : 15 },
  );
  await storage.close();
});
