// Questions at a terminal: a secret that is typed is shown nowhere, and only a yes is a yes.

import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { askHidden, confirm } from "./ask-person.ts";

function terminal(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  input.end(typed);
  const shown = async () => {
    output.end();
    return text(output);
  };
  return { input, output, shown };
}

test("[CL5] what is typed for a secret is shown nowhere", async () => {
  const { shown, ...there } = terminal("plantes\u007fd secret\r");
  expect(await askHidden("The client secret", there)).toBe("planted secret");
  expect(await shown()).toBe("The client secret: \n");
});

test("[CL12] only yes is a yes, and nobody there is a no", async () => {
  await confirm("This will go.", false, terminal("Yes\n"));
  await confirm("This will go.", true, terminal("", false));
  for (const typed of ["y\n", "\n", "no\n"])
    await expect(confirm("This will go.", false, terminal(typed))).rejects.toMatchObject({
      code: "cli.not_confirmed",
    });
  await expect(confirm("This will go.", false, terminal(""))).rejects.toMatchObject({
    code: "cli.input_ended",
  });
  await expect(confirm("This will go.", false, terminal("yes\n", false))).rejects.toMatchObject({
    kind: "wrong_words",
  });
});
