#!/usr/bin/env -S node --max-semi-space-size=4 --heap-growing-percent=20
// The command line of Rollcall.
//
// The two flags bound the garbage that V8 lets gather while it pulls: without them memory is half as much again and pulls
// are no quicker. `npm run demo` sets the same; docs/benchmarks.md has the figures.

import { CommanderError } from "commander";
import { describeError, exitCodeOf } from "./command-error.ts";
import { createProgram } from "./program.ts";
import { escapeControls } from "./text.ts";

// The one place where what a command throws becomes an exit code; docs/cli.md lists them.
try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    const lines = describeError(error).split("\n").map(escapeControls);
    process.stderr.write(`rollcall: ${lines.join("\n")}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
