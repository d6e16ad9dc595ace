// Shows that the command line and its document are of one mind, and that no secret can be an argument.

import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "./program.ts";

const sections = new Map(
  readFileSync("docs/cli.md", "utf8")
    .split(/^### /m)
    .slice(1)
    .map((section) => [/^`([^`]+)`/.exec(section)?.[1] ?? "", section]),
);

function leavesOf(command: Command, path: string): readonly (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[path, command]];
  return command.commands.flatMap((each) => leavesOf(each, `${path} ${each.name()}`));
}

const leaves = leavesOf(createProgram(), "rollcall");
/** The document says of these once for all that every command has them. */
const everywhere: readonly unknown[] = ["--url", "--json"];

test.each(leaves)("[CL13] %s is in docs/cli.md with an example and all its options", (path, command) => {
  const section = sections.get(path) ?? "";
  expect(section).toContain(`\n\`\`\`\n`);
  expect(section.split("```")[1]).toContain(path);
  expect(section.split("```").length % 2, "what is opened is closed").toBe(1);
  const options = command.options.map(({ long }) => long).filter((long) => !everywhere.includes(long));
  for (const option of options) expect(section).toContain(option);
});

test("[CL13] docs/cli.md names no command that is not there", () => {
  expect([...sections.keys()].sort()).toEqual(leaves.map(([path]) => path).sort());
});

test("[CL5] no option takes a secret, a password or a token as its value", () => {
  const taking = leaves.flatMap(([, { options }]) => options.filter(({ required }) => required));
  const telling = taking.map(({ long }) => long ?? "").filter((long) => /secret|password|token/.test(long));
  expect([...new Set(telling)].sort()).toEqual([
    "--password-file",
    "--secret-expires",
    "--secret-file",
    "--token-endpoint",
  ]);
});
