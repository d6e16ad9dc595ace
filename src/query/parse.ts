// Reads a query's text into a tree with positions, and says what is wrong with its shape.

import { parser } from "./grammar/parser.ts";
import { note, type QueryNote, type Span } from "./note.ts";
import { joinRow, type Structuring, type SyntaxNode } from "./structure.ts";

export const longestQuery = 8192;
export const deepestQuery = 1000;
/** Groups within groups; no token has a name of so many parts, and the parser's stack holds no thousand of them. */
export const deepestGroup = 100;

export interface ParsedQuery {
  /** Null where the text is too long or too deep to be looked at. */
  readonly root: SyntaxNode | null;
  readonly errors: readonly QueryNote[];
}

interface OpenNode extends SyntaxNode {
  children: SyntaxNode[];
}

export interface ReadTree {
  readonly root: SyntaxNode;
  /** What is wrong with how and, or and not join it. */
  readonly notes: readonly QueryNote[];
  /** The first node that lies too deep. */
  readonly tooDeep: Span | null;
}

const nests: ReadonlySet<string> = new Set(["Query", "Parentheses", "Nested"]);

/** The tree of a text. Without recursion: texts may nest as deep as they like. */
export function readTree(text: string): ReadTree {
  const root: OpenNode = { name: "", from: 0, to: text.length, children: [] };
  const open: OpenNode[] = [root];
  const structuring: Structuring = {
    deepest: deepestQuery,
    notes: [],
    tooDeep: null,
    heights: new WeakMap(),
  };
  let [nested, groups] = [0, 0];
  let tooDeep: Span | null = null;
  parser.parse(text).iterate({
    enter({ name, from, to }) {
      open.push({ name, from, to, children: [] });
      // The query itself is the first level, and does not count.
      if (nests.has(name) && ++nested > deepestQuery + 1) tooDeep ??= { from, to };
      if (name === "Nested" && ++groups > deepestGroup) tooDeep ??= { from, to };
    },
    leave() {
      const node = open.pop();
      const parent = open.at(-1);
      if (!node || !parent) return;
      if (node.name === "Nested") groups--;
      if (nests.has(node.name)) {
        nested--;
        node.children = joinRow(structuring, node.children);
      }
      parent.children.push(node);
    },
  });
  return {
    root: root.children[0] ?? root,
    notes: structuring.notes,
    tooDeep: tooDeep ?? structuring.tooDeep,
  };
}

/** What the database cannot hold, or is no text: NUL and halves of characters. */
const unfit = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function unfitCharacters(text: string): readonly QueryNote[] {
  return [...text.matchAll(unfit)].map(({ index }) =>
    note("query.stray_text", { from: index, to: index + 1 }, "This character cannot be in a query."),
  );
}

const strayMessages: readonly (readonly [RegExp, string])[] = [
  [/^\.\.\.?$/, "Two dots belong into a range, as in [1 .. 3]; a text with two dots is written in quotes."],
  [/^,$/, "A comma belongs into a list, as in [a, b]; a text with a comma is written in quotes."],
  [
    /^\[$/,
    "A list or a range belongs after a token, as in name: [a, b]; a text with brackets is written in quotes.",
  ],
  [/^[)\]]$/, "There is no opening bracket for this one."],
  [/^[:<>=]+$/, "There is no token before this operator."],
];

/** What is wrong at a place that does not fit the grammar. Where something is missing, its holder tells. */
function misfitNotes(misfit: SyntaxNode, text: string): readonly QueryNote[] {
  if (misfit.from === misfit.to) return [];
  const stray = text.slice(misfit.from, misfit.to);
  const message = strayMessages.find(([pattern]) => pattern.test(stray))?.[1];
  return [note("query.stray_text", misfit, message ?? "This does not belong here.")];
}

const closings: Readonly<Record<string, string>> = { Parentheses: ")", Nested: ")", List: "]", Range: "]" };

function bracketNotes(node: SyntaxNode): readonly QueryNote[] {
  const [opening, next] = node.children;
  const isRange = node.name === "Range" && node.children.some(({ name }) => name === "Dots");
  // What opens with a parenthesis and goes no further may be a range or a group.
  const closing = closings[isRange || opening?.name !== "(" ? node.name : "Nested"];
  if (closing === undefined || !opening) return [];
  if (opening.name !== "(" && opening.name !== "[")
    return [note("query.stray_text", node, "There is no opening bracket for this.")];
  if (closing === ")" && next?.name === ")")
    return [note("query.missing_condition", node, "There is no condition between these brackets.")];
  if (node.children.some(({ name }) => name === ")" || name === "]")) return [];
  const code = closing === ")" ? "query.unclosed_parenthesis" : "query.unclosed_bracket";
  return [note(code, opening, `This bracket is not closed: ${closing} is missing.`, [closing])];
}

/** Whether a text that begins with a quote ends with it; within, the quote itself is written twice. */
export function isClosed(quoted: string): boolean {
  const quote = quoted.charAt(0);
  return quoted
    .slice(1)
    .replaceAll(quote + quote, "")
    .endsWith(quote);
}

function quoteNotes(node: SyntaxNode, text: string): readonly QueryNote[] {
  if (node.name !== "Quoted" && node.name !== "Exact") return [];
  const quote = text.charAt(node.from);
  return isClosed(text.slice(node.from, node.to))
    ? []
    : [note("query.unclosed_quote", node, `This text is not closed: ${quote} is missing.`, [quote])];
}

function shapeNotes(root: SyntaxNode, text: string): readonly QueryNote[] {
  const notes: QueryNote[] = [];
  const misfits: SyntaxNode[] = [];
  const waiting: SyntaxNode[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    notes.push(...bracketNotes(node), ...quoteNotes(node, text));
    for (const child of node.children) {
      if (child.name === "⚠") misfits.push(child);
      else waiting.push(child);
    }
  }
  notes.push(...misfits.flatMap((misfit) => misfitNotes(misfit, text)));
  const [misfit] = misfits;
  if (misfit && notes.length === 0)
    notes.push(note("query.stray_text", misfit, "Something is missing here."));
  return notes;
}

/** Reads a text. Whatever is wrong with it, there is a tree of what can be read, unless the text is beyond the limits. */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > longestQuery) {
    const beyond = { from: longestQuery, to: text.length };
    const message = `A query has at most ${longestQuery} characters; this one has ${text.length}.`;
    return { root: null, errors: [note("query.too_long", beyond, message)] };
  }
  const { root, notes, tooDeep } = readTree(text);
  if (tooDeep) {
    const message = `A query nests at most ${deepestQuery} levels deep, and its groups ${deepestGroup}.`;
    return { root: null, errors: [note("query.too_deep", tooDeep, message)] };
  }
  return { root, errors: [...unfitCharacters(text), ...notes, ...shapeNotes(root, text)] };
}
