// Writes the query language's parser, src/query/grammar/parser.ts and terms.ts, as its grammar makes it.

import { writeFileSync } from "node:fs";
import { makeGrammar } from "./grammar.ts";

for (const { file, text } of makeGrammar()) writeFileSync(file, text);
