// Puts together what and, or and not join in a row of conditions: not binds tightest, then and, then or.

import { note, type QueryNote, type Span } from "./note.ts";

/**
 * A node of the grammar, `⚠` where the text does not fit it (anonymous tokens go by their text), or of what is joined: `Or`, `And`
 * and `Not` with their words, and `Adjacent` for what stands side by side.
 */
export interface SyntaxNode extends Span {
  readonly name: string;
  readonly children: readonly SyntaxNode[];
}

/** What is found out while the rows of a text are put together, the innermost first. */
export interface Structuring {
  /** How many `And` and `Or`, or how many `Not`, may be within one another. */
  readonly deepest: number;
  readonly notes: QueryNote[];
  /** The first of what is deeper. */
  tooDeep: Span | null;
  /** How many `And` and `Or` are within one another below a node, itself included. */
  readonly heights: WeakMap<SyntaxNode, number>;
}

const brackets: ReadonlySet<string> = new Set(["(", ")", "⚠"]);

function around(name: string, children: readonly SyntaxNode[]): SyntaxNode {
  return { name, from: children[0]?.from ?? 0, to: children.at(-1)?.to ?? 0, children };
}

/** The items between the separators, of which there is one less. */
function split(items: readonly SyntaxNode[], separator: string) {
  const segments: SyntaxNode[][] = [[]];
  const separators: SyntaxNode[] = [];
  for (const item of items) {
    if (item.name === separator) {
      separators.push(item);
      segments.push([]);
    } else segments.at(-1)?.push(item);
  }
  return { segments, separators };
}

function heightOf({ heights }: Structuring, children: readonly SyntaxNode[]): number {
  return children.reduce((height, child) => Math.max(height, heights.get(child) ?? 0), 0);
}

/** A condition's group lies two nodes below the condition. */
function measured(structuring: Structuring, node: SyntaxNode): SyntaxNode {
  const below = node.name === "Condition" ? node.children.flatMap(({ children }) => children) : node.children;
  structuring.heights.set(node, heightOf(structuring, below));
  return node;
}

function missing({ notes }: Structuring, word: SyntaxNode, side: "before" | "after"): void {
  notes.push(note("query.missing_condition", word, `There is no condition ${side} this word.`));
}

function negated(structuring: Structuring, nots: readonly SyntaxNode[], item: SyntaxNode): SyntaxNode {
  structuring.tooDeep ??= nots[structuring.deepest] ?? null;
  return nots.reduceRight(
    (inner, word) => measured(structuring, around("Not", [word, inner])),
    measured(structuring, item),
  );
}

/** Conditions side by side, each behind any number of not; null where there is none. */
function beside(structuring: Structuring, items: readonly SyntaxNode[]): SyntaxNode | null {
  const parts: SyntaxNode[] = [];
  let nots: SyntaxNode[] = [];
  for (const item of items) {
    if (item.name === "NotWord") nots.push(item);
    else {
      parts.push(negated(structuring, nots, item));
      nots = [];
    }
  }
  const last = nots.pop();
  if (last) {
    missing(structuring, last, "after");
    parts.push(negated(structuring, nots, around("Not", [last])));
  }
  return parts.length > 1 ? measured(structuring, around("Adjacent", parts)) : (parts[0] ?? null);
}

function joint(
  structuring: Structuring,
  name: "And" | "Or",
  items: readonly SyntaxNode[],
): SyntaxNode | null {
  const { segments, separators } = split(items, `${name}Word`);
  const parts = segments.flatMap((segment, index) => {
    const before = separators[index - 1];
    const after = separators[index];
    const part = name === "Or" ? joint(structuring, "And", segment) : beside(structuring, segment);
    if (part === null && before) missing(structuring, before, "after");
    else if (part === null && after) missing(structuring, after, "before");
    return [...(before ? [before] : []), ...(part ? [part] : [])];
  });
  if (separators.length === 0) return parts[0] ?? null;
  const node = around(name, parts);
  const height = heightOf(structuring, parts) + 1;
  structuring.heights.set(node, height);
  if (height > structuring.deepest) structuring.tooDeep ??= node;
  return node;
}

/** The children of a node, with what is joined among them as one child. */
export function joinRow(structuring: Structuring, children: readonly SyntaxNode[]): SyntaxNode[] {
  const joined = joint(
    structuring,
    "Or",
    children.filter(({ name }) => !brackets.has(name)),
  );
  const rest = children.filter(({ name }) => brackets.has(name));
  return (joined ? [joined, ...rest] : rest).toSorted((a, b) => a.from - b.from);
}
