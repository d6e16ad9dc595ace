// Reads a query's text into a tree with positions, and says what is wrong with its shape.

import { parser } from "./grammar/parser.ts";
import { note, type QueryNote } from "./note.ts";

export const longestQuery = 8192;
export const deepestQuery = 1000;

/** A node of the grammar, `⚠` where the text does not fit it. Anonymous tokens go by their text. */
export interface SyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly SyntaxNode[];
}

export interface ParsedQuery {
  /** Null where the text is too long or too deep to be looked at. */
  readonly root: SyntaxNode | null;
  readonly errors: readonly QueryNote[];
}

interface OpenNode extends SyntaxNode {
  readonly children: SyntaxNode[];
}

const nests: ReadonlySet<string> = new Set(["Parentheses", "Nested", "Not"]);
const joins: ReadonlySet<string> = new Set(["And", "Or"]);

/** The tree of a text, and the first node that lies too deep. Without recursion: texts may nest as deep as they like. */
function readTree(text: string): { readonly root: SyntaxNode; readonly tooDeep: SyntaxNode | null } {
  const root: OpenNode = { name: "", from: 0, to: text.length, children: [] };
  const open: OpenNode[] = [root];
  let [nested, joined] = [0, 0];
  let tooDeep: SyntaxNode | null = null;
  parser.parse(text).iterate({
    enter({ name, from, to }) {
      const node: OpenNode = { name, from, to, children: [] };
      open.at(-1)?.children.push(node);
      open.push(node);
      if (nests.has(name)) nested++;
      if (joins.has(name)) joined++;
      if (nested > deepestQuery || joined > deepestQuery) tooDeep ??= node;
    },
    leave({ name }) {
      open.pop();
      if (nests.has(name)) nested--;
      if (joins.has(name)) joined--;
    },
  });
  return { root: root.children[0] ?? root, tooDeep };
}

/** What the database cannot hold, or is no text: NUL and halves of characters. */
const unfit = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function unfitCharacters(text: string): readonly QueryNote[] {
  return [...text.matchAll(unfit)].map(({ index }) =>
    note("query.stray_text", { from: index, to: index + 1 }, "This character cannot be in a query."),
  );
}

const strayMessages: readonly (readonly [RegExp, string])[] = [
  [/^(and|or)$/i, "There is no condition before this word."],
  [/^\.\.\.?$/, "Two dots belong into a range, as in [1 .. 3]; a text with two dots is written in quotes."],
  [/^,$/, "A comma belongs into a list, as in [a, b]; a text with a comma is written in quotes."],
  [/^[)\]]$/, "There is no opening bracket for this one."],
  [/^[:<>=]+$/, "There is no token before this operator."],
];

/** What is wrong at a place that does not fit the grammar: something stands there, or something is missing. */
function misfitNotes(misfit: SyntaxNode, parent: SyntaxNode, text: string): readonly QueryNote[] {
  if (misfit.from < misfit.to) {
    const stray = text.slice(misfit.from, misfit.to);
    const code = /^(and|or)$/i.test(stray) ? "query.missing_condition" : "query.stray_text";
    const message = strayMessages.find(([pattern]) => pattern.test(stray))?.[1];
    return [note(code, misfit, message ?? "This does not belong here.")];
  }
  if (parent.name !== "Not" && !joins.has(parent.name)) return [];
  const before = parent.children[parent.children.indexOf(misfit) - 1] ?? parent;
  return [note("query.missing_condition", before, "There is no condition after this word.")];
}

const closings: Readonly<Record<string, string>> = { Parentheses: ")", Nested: ")", List: "]", Range: "]" };

function bracketNotes(node: SyntaxNode): readonly QueryNote[] {
  const closing = closings[node.name];
  const [opening, next] = node.children;
  if (closing === undefined || !opening) return [];
  if (closing === ")" && next?.name === ")")
    return [note("query.missing_condition", node, "There is no condition between these brackets.")];
  if (node.children.some(({ name }) => name === ")" || name === "]")) return [];
  const code = closing === ")" ? "query.unclosed_parenthesis" : "query.unclosed_bracket";
  return [note(code, opening, `This bracket is not closed: ${closing} is missing.`, [closing])];
}

function quoteNotes(node: SyntaxNode, text: string): readonly QueryNote[] {
  if (node.name !== "Quoted" && node.name !== "Exact") return [];
  const quote = text.charAt(node.from);
  // Within quotes, the quote itself is written twice.
  const rest = text.slice(node.from + 1, node.to).replaceAll(quote + quote, "");
  return rest.endsWith(quote)
    ? []
    : [note("query.unclosed_quote", node, `This text is not closed: ${quote} is missing.`, [quote])];
}

function shapeNotes(root: SyntaxNode, text: string): readonly QueryNote[] {
  const notes: QueryNote[] = [];
  const waiting: SyntaxNode[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    notes.push(...bracketNotes(node), ...quoteNotes(node, text));
    for (const child of node.children) {
      if (child.name === "⚠") notes.push(...misfitNotes(child, node, text));
      else waiting.push(child);
    }
  }
  return notes;
}

/** Reads a text. Whatever is wrong with it, there is a tree of what can be read, unless the text is beyond the limits. */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > longestQuery) {
    const beyond = { from: longestQuery, to: text.length };
    const message = `A query has at most ${longestQuery} characters; this one has ${text.length}.`;
    return { root: null, errors: [note("query.too_long", beyond, message)] };
  }
  const { root, tooDeep } = readTree(text);
  if (tooDeep) {
    const message = `A query nests at most ${deepestQuery} levels deep.`;
    return { root: null, errors: [note("query.too_deep", tooDeep, message)] };
  }
  return { root, errors: [...unfitCharacters(text), ...shapeNotes(root, text)] };
}
