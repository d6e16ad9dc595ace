// Which tests there are, and how they run: all of them, and once more on PostgreSQL those that run servers.

import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** A machine that is busy is slow, and that is no failure: what hangs is ended, and nothing else. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000 };

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
          provide: { postgresUrl: null },
          ...patience,
        },
      },
      {
        test: {
          name: "postgresql",
          include: ["test/integration/server-*.test.ts"],
          globalSetup: ["test/support/shared-postgres.ts"],
          ...patience,
        },
      },
    ],
  },
});
