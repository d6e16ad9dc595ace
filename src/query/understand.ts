// Understands a query's text: every name known, every value of its type, every time absolute, or all that is wrong with it.

import type { AssetQuery, UnderstoodQuery } from "../core/asset-query.ts";
import type { Timestamp } from "../core/clock.ts";
import { adjacentNotes, joinedValueNotes } from "./adjacent.ts";
import { conditionQuery, scopeOf } from "./condition.ts";
import { joined, negated, placeholder } from "./logic.ts";
import { note, type QueryNote } from "./note.ts";
import { parseQuery } from "./parse.ts";
import type { SyntaxNode } from "./structure.ts";
import { recordKindOf } from "./tokens.ts";
import { emptyText, type Findings } from "./values.ts";
import { bareMatches, type WrittenText, writtenText } from "./written-text.ts";

export type QueryReading =
  | {
      readonly kind: "understood";
      readonly query: UnderstoodQuery;
      /** What is legal and looks like a mistake. */
      readonly warnings: readonly QueryNote[];
    }
  | {
      readonly kind: "refused";
      /** In the order of the text; at least one. */
      readonly errors: readonly QueryNote[];
      readonly warnings: readonly QueryNote[];
    };

const operands: ReadonlySet<string> = new Set([
  "Or",
  "And",
  "Adjacent",
  "Not",
  "Parentheses",
  "Condition",
  "Words",
  "Quoted",
  "Exact",
]);

const operandsOf = (node: SyntaxNode | undefined) =>
  node?.children.filter(({ name }) => operands.has(name)) ?? [];

function bareQuery(findings: Findings, written: WrittenText): AssetQuery {
  const matches = bareMatches(written);
  if (matches.length === 0) emptyText(findings, written);
  return joined(
    "and",
    matches.map(({ text, id }) => ({
      kind: "or",
      terms: [
        { kind: "text", field: "name", match: text },
        { kind: "text", field: "operatingSystem", match: text },
        { kind: "id", field: "entraDeviceId", match: id },
        { kind: "id", field: "externalId", match: id },
        { kind: "text", field: "tagName", match: text },
      ],
    })),
  );
}

interface Frame {
  readonly node: SyntaxNode;
  /** The group whose children the names are; null outside of groups. */
  readonly scope: string | null;
  readonly parts: readonly SyntaxNode[];
  /** What the parts mean, as far as they are read. */
  readonly terms: AssetQuery[];
}

function openFrame(
  findings: Findings,
  node: SyntaxNode,
  scope: string | null,
  skipped: Set<SyntaxNode>,
): Frame {
  if (node.name === "Adjacent") adjacentNotes(findings, node, scope, skipped);
  if (node.name === "And" || node.name === "Or") joinedValueNotes(findings, node, scope);
  if (node.name !== "Condition") return { node, scope, parts: operandsOf(node), terms: [] };
  const nested = node.children.find(({ name }) => name === "Nested");
  const inner = nested && !skipped.has(node) ? scopeOf(findings, node, scope) : null;
  return { node, scope: inner ?? scope, parts: inner === null ? [] : operandsOf(nested), terms: [] };
}

function closeFrame(
  findings: Findings,
  { node, scope, terms }: Frame,
  skipped: ReadonlySet<SyntaxNode>,
): AssetQuery {
  const record = recordKindOf(scope);
  const [first = placeholder] = terms;
  switch (node.name) {
    case "Or":
      return joined("or", terms, record);
    case "Not":
      return negated(first, record);
    case "Condition":
      if (node.children.some(({ name }) => name === "Nested")) return first;
      return skipped.has(node) ? placeholder : conditionQuery(findings, node, scope);
    case "Parentheses":
      return first;
    case "Words":
    case "Quoted":
    case "Exact":
      return bareTextQuery(findings, node, scope);
    default:
      return joined("and", terms, record);
  }
}

function bareTextQuery(findings: Findings, node: SyntaxNode, scope: string | null): AssetQuery {
  const written = writtenText(node, findings.text);
  if (!written) return placeholder;
  if (scope === null) return bareQuery(findings, written);
  const message = `Within ${scope}:( ) each value has its token.`;
  findings.errors.push(note("query.bare_text_in_group", node, message));
  return placeholder;
}

/** What a tree means. Without recursion: trees may be as deep as the limits allow. */
function readMeaning(findings: Findings, root: SyntaxNode): AssetQuery {
  const skipped = new Set<SyntaxNode>();
  const frames: Frame[] = [openFrame(findings, root, null, skipped)];
  for (;;) {
    const frame = frames.at(-1);
    if (!frame) return placeholder;
    const next = frame.parts[frame.terms.length];
    if (next) {
      frames.push(openFrame(findings, next, frame.scope, skipped));
      continue;
    }
    frames.pop();
    const meaning = closeFrame(findings, frame, skipped);
    const parent = frames.at(-1);
    if (!parent) return meaning;
    parent.terms.push(meaning);
  }
}

/** Nobody reads more of them, and a long text can have thousands. */
const mostNotes = 100;

const inOrder = (notes: readonly QueryNote[]) =>
  notes.toSorted((a, b) => a.from - b.from || a.to - b.to).slice(0, mostNotes);

/**
 * Reads a query's text as of `now`. An empty text asks for every asset. Throws nothing: whatever is wrong is told, the first
 * hundred of each kind, where the text can be read at all.
 */
export function understandQuery(text: string, { now }: { readonly now: Timestamp }): QueryReading {
  const { root, errors } = parseQuery(text);
  const findings: Findings = {
    text,
    now,
    errors: [...errors],
    warnings: [],
    dependsOnNow: false,
    asksForLifecycle: false,
  };
  const condition = root ? readMeaning(findings, root) : placeholder;
  const warnings = inOrder(findings.warnings);
  if (findings.errors.length > 0) return { kind: "refused", errors: inOrder(findings.errors), warnings };
  const { asksForLifecycle, dependsOnNow } = findings;
  return { kind: "understood", query: { condition, asksForLifecycle, dependsOnNow }, warnings };
}
