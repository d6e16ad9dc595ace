// A process that restores one backup after the other, without end: whoever starts it kills it.

import { openThreadedSqlite } from "../../src/storage/sqlite/threaded/open.ts";
import { testKeys } from "./engine.ts";

const [file = "", ...backups] = process.argv.slice(2);
const { replaceBy } = await openThreadedSqlite(file, testKeys);
for (;;)
  for (const backup of backups) {
    await replaceBy(backup);
    process.stdout.write(`${backup}\n`);
  }
