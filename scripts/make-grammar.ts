// Makes the query language's parser of its grammar: src/query/grammar/parser.ts and terms.ts.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildParserFile } from "@lezer/generator";

const folder = join(import.meta.dirname, "../src/query/grammar");
const fileName = join(folder, "query.grammar");
const { parser, terms } = buildParserFile(readFileSync(fileName, "utf8"), { fileName, typeScript: true });
writeFileSync(join(folder, "parser.ts"), parser);
writeFileSync(join(folder, "terms.ts"), terms);
