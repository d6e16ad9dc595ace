// Which tests there are, and how they run.

import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,simulator,test,scripts,web}/**/*.test.ts"],
    pool: "forks",
    // Much of a test's time is another process's: a server's, a database's, a browser's.
    maxWorkers: availableParallelism() + 1,
    // A machine that is busy is slow, and that is no failure: what hangs is ended, and nothing else.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
