// A server that finds a data folder it cannot work with, or only in part, says so.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { askDatabase } from "../support/database.ts";
import { connect, makeDataFolder, startTestServer } from "../support/server.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

test("[SV43] a database of a newer release, or none at all, is refused by name and left as it is", async () => {
  using place = makeDataFolder();
  await using first = await startTestServer({ dataDir: place.dataDir });
  await first.stop();
  await askDatabase(place, "insert into kysely_migration (name, timestamp) values ('9999-future', '')");
  await expect(startTestServer({ dataDir: place.dataDir })).rejects.toMatchObject({
    code: "storage.newer_release",
    message: expect.stringContaining("9999-future"),
  });
  writeFileSync(place.databaseFile, "This is a letter, and a long one at that.");
  await expect(startTestServer({ dataDir: place.dataDir })).rejects.toMatchObject({
    code: "storage.not_opened",
    message: expect.stringContaining("SQLITE_NOTADB"),
  });
});

test("[SV43] a data folder that cannot be one is refused by name", async () => {
  using place = makeDataFolder();
  const dataDir = join(place.dataDir, "a-file");
  writeFileSync(dataDir, "");
  await expect(startTestServer({ dataDir })).rejects.toMatchObject({
    code: "data_folder.unusable",
    message: expect.stringContaining("EEXIST"),
  });
});

test("[SV44] where the keys of stored secrets are gone, the server starts and says so", async () => {
  using place = makeDataFolder();
  await using first = await startTestServer({ dataDir: place.dataDir, simulator });
  await connect(first.api, simulator.createTenant({ devices: 1, seed: 1 }));
  await first.stop();
  expect(first.log.join("")).not.toContain("secret.");
  rmSync(join(place.dataDir, "master-key.json"));
  await using second = await startTestServer({ dataDir: place.dataDir, simulator });
  expect(second.log.join("")).toContain("secret.key_unknown");
  expect((await second.api.get("/api/v1/connections")).status).toBe(200);
});

test("[WB155] a database of the release before the console is brought up to date with all that is in it", async () => {
  using place = makeDataFolder();
  await using first = await startTestServer({ dataDir: place.dataDir, simulator });
  const connection = await connect(first.api, simulator.createTenant({ devices: 20, seed: 1 }));
  await first.api.run(connection.id, "full_pull");
  await first.stop();
  const indexes = () =>
    askDatabase(place, "select name from sqlite_master where name = 'asset_by_retirement'");
  await askDatabase(place, "drop index asset_by_retirement");
  await askDatabase(place, "drop table server_secret");
  await askDatabase(place, "delete from kysely_migration where name >= '0005'");
  expect(await indexes()).toEqual([]);
  await using second = await startTestServer({ dataDir: place.dataDir, simulator });
  expect(await indexes()).toHaveLength(1);
  const { body } = await second.api.get("/api/v1/assets/count");
  expect(body).toEqual({ count: 20 });
  expect((await second.api.get("/api/v1/assets/daily-counts")).status).toBe(200);
});
