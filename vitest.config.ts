// Which tests there are, and how they run: all of them, and once more on PostgreSQL those of what works on it.

import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** A machine that is busy is slow, and that is no failure: what hangs is ended, and nothing else. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000 };

/**
 * Each runs a server, the engine or a store. What is of the embedded database by nature (its files, threads, backups) is not here,
 * and of the console's tests only those that between them ask the server for everything: the others show nothing of a database.
 */
const onPostgres = [
  "test/contract/*.test.ts",
  "test/integration/{access,access-*,asset-*,cli,cli-*,empty-tenant,engine}.test.ts",
  "test/integration/{first-administrator-page,held-runs,hostile-requests}.test.ts",
  "test/integration/{metrics,own-password,query-owners,removal,retirement,scheduler,scope}.test.ts",
  "test/integration/{search-time-limit,secrets,tag-scope,transform-map-runs}.test.ts",
  "test/integration/{walkthrough,worker,worker-tasks}.test.ts",
  "test/integration/server-!(maintenance).test.ts",
  "test/property/{history,schedule-history,severities,tagged-history}.test.ts",
  "test/e2e/{administration,asset,search,session,walkthrough}.test.ts",
];

/** What holds one database against the other, or is of PostgreSQL by nature, is in its project alone. */
const onPostgresAlone = [
  "test/contract/query-agreement.test.ts",
  "test/integration/search-time-limit.test.ts",
];

export default defineConfig({
  test: {
    pool: "forks",
    // Much of a test's time is another process's: a server's, a database's, a browser's.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: "embedded",
          include: ["{src,simulator,test,scripts,web}/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...onPostgresAlone],
          provide: { postgresUrl: null },
          ...patience,
        },
      },
      {
        test: {
          name: "postgresql",
          include: onPostgres,
          globalSetup: ["test/support/shared-postgres.ts"],
          setupFiles: ["test/support/engine-on-postgres.ts"],
          ...patience,
        },
      },
    ],
  },
});
