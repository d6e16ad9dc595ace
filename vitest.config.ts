// Which tests there are, and how they run.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,simulator,test,scripts}/**/*.test.ts"],
    pool: "forks",
  },
});
