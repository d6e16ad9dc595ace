// Makes the query language's parser of its grammar.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildParserFile } from "@lezer/generator";

const folder = join(import.meta.dirname, "../src/query/grammar");

/** The files that the grammar makes, each with its text. */
export function makeGrammar(): readonly { readonly file: string; readonly text: string }[] {
  const fileName = join(folder, "query.grammar");
  const { parser, terms } = buildParserFile(readFileSync(fileName, "utf8"), { fileName, typeScript: true });
  return [
    { file: join(folder, "parser.ts"), text: parser },
    { file: join(folder, "terms.ts"), text: terms },
  ];
}
