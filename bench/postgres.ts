// How quickly pages of devices are written to PostgreSQL, beside a bare COPY of the same rows into the same server, in the same run.

import { parseArgs } from "node:util";
import { CompiledQuery, type Kysely, sql } from "kysely";
import { externalId } from "../src/core/id.ts";
import { reconcile } from "../src/core/reconcile.ts";
import type { Storage, WriteContext } from "../src/core/storage.ts";
import { type CopyValue, toCopyText } from "../src/storage/postgres/copy-text.ts";
import { openPostgres } from "../src/storage/postgres/open.ts";
import type { Database } from "../src/storage/schema.ts";
import { testKeys } from "../test/support/engine.ts";
import { startPostgres } from "../test/support/postgres.ts";
import { beginRun, storeRules } from "../test/support/stores.ts";

const { values } = parseArgs({ options: { devices: { type: "string", default: "200000" } } });
const devices = Number(values.devices);
const pageSize = 999;
const day = 86_400_000;
const rate = (count: number, ms: number): string => Math.round((count / ms) * 1000).toLocaleString("en");

/** Spread like a tenant's: a few hundred kinds of machines, names and ids anywhere, a record of about 1.3 kB. */
function deviceAt(place: number) {
  const at = (days: number) => new Date(Date.UTC(2026, 0, 1) - days * day).toISOString();
  return {
    id: externalId(crypto.randomUUID()),
    displayName: `PC-${((place * 2_654_435_761) % 4_294_967_296).toString(16)}`,
    deviceId: crypto.randomUUID(),
    operatingSystem: ["Windows", "MacMDM", "IPhone", "Android", "Linux"][place % 5],
    operatingSystemVersion: `10.0.${place % 40}`,
    trustType: ["AzureAd", "ServerAd", "Workplace"][place % 3],
    isCompliant: place % 4 === 0,
    isManaged: place % 7 !== 0,
    accountEnabled: place % 50 !== 0,
    approximateLastSignInDateTime: at(place % 200),
    registrationDateTime: at(200 + (place % 900)),
    filler: "x".repeat(800),
  };
}

async function writePage(storage: Storage, context: WriteContext, first: number): Promise<number> {
  const count = Math.min(pageSize, devices - first);
  const records = Array.from({ length: count }, (_, place) => deviceAt(first + place));
  const begun = performance.now();
  await storage.transaction(async (writer) => {
    const known = await writer.findDevices(
      context,
      records.map(({ id }) => id),
    );
    const verdicts = records.map((record) =>
      reconcile(known.get(record.id) ?? null, { externalId: record.id, record }, "whole", storeRules),
    );
    await writer.applyVerdicts(context, verdicts);
  });
  return performance.now() - begun;
}

/** The rows of `device` and `asset` once more, by nothing but COPY: as many of each in a transaction as a page has. */
async function copyAgain(db: Kysely<Database>, withIndexes: boolean): Promise<number> {
  let ms = 0;
  for (const [table, key] of [
    ["device", "asset_id"],
    ["asset", "id"],
  ] as const) {
    const including = withIndexes ? "including indexes" : "";
    await db.executeQuery(CompiledQuery.raw(`create table bare_${table} (like ${table} ${including})`));
    for (let after: CopyValue = 0; ; ) {
      const { rows } = await sql<Record<string, CopyValue>>`
        select * from ${sql.table(table)} where ${sql.ref(key)} > ${after}
        order by ${sql.ref(key)} limit ${pageSize}`.execute(db);
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last[key] ?? null;
      const text = toCopyText(rows.map((row) => Object.values(row)));
      const begun = performance.now();
      await db.executeQuery(CompiledQuery.raw(`copy bare_${table} from stdin`, [text]));
      ms += performance.now() - begun;
    }
    await db.executeQuery(CompiledQuery.raw(`drop table bare_${table}`));
  }
  return ms;
}

// Nothing is switched off: a commit is on the disk before it is answered.
const postgres = await startPostgres([]);
try {
  const { db, storage } = await openPostgres(await postgres.createDatabase(), testKeys);
  const context = await storage.transaction(beginRun);
  let written = 0;
  for (let first = 0; first < devices; first += pageSize) written += await writePage(storage, context, first);
  const bare = await copyAgain(db, false);
  const indexed = await copyAgain(db, true);
  console.log(
    `${devices.toLocaleString("en")} new devices with their assets, ${pageSize} in a transaction, fsync on`,
  );
  console.log(`through the storage port: ${rate(devices, written)} a second`);
  for (const [name, ms] of [
    ["without indexes", bare],
    ["with the same indexes", indexed],
  ] as const)
    console.log(
      `bare COPY ${name}: ${rate(devices, ms)} a second; the port has ${((ms / written) * 100).toFixed(0)} % of it`,
    );
  await storage.close();
} finally {
  await postgres.stop();
}
