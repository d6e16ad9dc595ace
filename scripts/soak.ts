// `npm run soak -- --histories N [--seed S]`: plays many random histories, and names the seed of each that fails.

import { parseArgs } from "node:util";
import fc from "fast-check";
import { z } from "zod";
import { everyHistory } from "../test/property/play-history.ts";

const usage = "npm run soak -- --histories N [--seed S]";
const mostSeed = 2 ** 31 - 1;
const optionsSchema = z.strictObject({
  histories: z.coerce.number("It must be a number.").int().positive(),
  /** Of the first history; the next has the next. */
  seed: z.coerce.number("It must be a number.").int().min(0).max(mostSeed),
});

function readOptions(): z.infer<typeof optionsSchema> {
  const text = { type: "string" } as const;
  const seed = String(Math.floor(Math.random() * mostSeed));
  const { values } = parseArgs({ options: { histories: text, seed: { ...text, default: seed } } });
  const parsed = optionsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error));
}

/** Plays the history of a seed; answers whether it holds. */
async function play(seed: number): Promise<boolean> {
  const details = await fc.check(everyHistory, { seed, numRuns: 1, includeErrorInReport: true });
  if (!details.failed) return true;
  console.log(`seed ${seed} failed; to replay it: npm run soak -- --histories 1 --seed ${seed}`);
  console.log(fc.defaultReportMessage(details));
  return false;
}

async function soak(histories: number, firstSeed: number): Promise<number> {
  console.log(`${histories} histories from seed ${firstSeed}`);
  let failed = 0;
  let saidAt = performance.now();
  for (let played = 1; played <= histories; played += 1) {
    if (!(await play((firstSeed + played - 1) % (mostSeed + 1)))) failed += 1;
    if (performance.now() - saidAt < 10_000) continue;
    saidAt = performance.now();
    console.log(`${played} of ${histories} played, ${failed} failed`);
  }
  console.log(`${histories} histories, ${failed} failed`);
  return failed;
}

try {
  const { histories, seed } = readOptions();
  process.exitCode = (await soak(histories, seed)) === 0 ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 2;
}
