// What may be written at a place of a query: names, operators, keywords, and values as far as the language itself knows them.

import { operatingSystemCategories } from "../core/operating-system.ts";
import { isClosed, longestQuery, readTree } from "./parse.ts";
import type { SyntaxNode } from "./structure.ts";
import {
  attributeGroup,
  childrenOf,
  findToken,
  fullName,
  groupNames,
  isGroupName,
  type TokenTarget,
  tokenEntries,
  valueTypeOf,
} from "./tokens.ts";
import { lifecycleStates } from "./values.ts";

export interface CompletionOption {
  readonly kind: "token" | "group" | "operator" | "keyword" | "value";
  /** What stands between `from` and `to` when it is chosen. */
  readonly text: string;
  /** One line on what it is; empty where the text says it. */
  readonly description: string;
}

export interface Completion {
  /** What is replaced: from this UTF-16 unit on, and before `to`. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly CompletionOption[];
  /** The token whose values, beginning with the prefix, belong there as well; null where no values of assets do. */
  readonly values: { readonly token: string; readonly prefix: string } | null;
}

type Path = readonly SyntaxNode[];

/** What reaches farthest; what is joined may reach beyond what does not fit within it. */
function lastOf({ children }: SyntaxNode): SyntaxNode | undefined {
  const to = Math.max(...children.filter((child) => child.from < child.to).map((child) => child.to));
  return children.find((child) => child.to === to && child.from < child.to);
}

/** From the root to what stands last in the text. */
function lastPath(root: SyntaxNode): Path {
  const path: SyntaxNode[] = [];
  for (let node: SyntaxNode | undefined = root; node; node = lastOf(node)) path.push(node);
  return path;
}

const option = (kind: CompletionOption["kind"], text: string, description = ""): CompletionOption => ({
  kind,
  text,
  description,
});

interface Place {
  /** The text before the position; what is behind it says nothing about what may stand there. */
  readonly head: string;
  readonly path: Path;
  /** The groups around the place; null outside of groups. */
  readonly scope: string | null;
}

function nameOf(head: string, condition: SyntaxNode): string {
  const name = condition.children.find((child) => child.name === "Name");
  return name ? head.slice(name.from, name.to) : "";
}

/** Whether the value is a group that is still open; what opens a parenthesis may become a range, until its name tells. */
function isOpenGroup(value: SyntaxNode | undefined): boolean {
  if (value?.name !== "Nested" && value?.name !== "Range") return false;
  const isRange = value.children[0]?.name !== "(" || value.children.some(({ name }) => name === "Dots");
  return !isRange && value.children.at(-1)?.name !== ")";
}

function scopeOf(head: string, path: Path): string | null {
  let scope: string | null = null;
  for (const [index, node] of path.entries()) {
    if (node.name !== "Condition" || !isOpenGroup(path[index + 1])) continue;
    const name = fullName(scope, nameOf(head, node));
    if (isGroupName(name)) scope = name;
  }
  return scope;
}

const startsWith = (text: string, prefix: string) => text.toLowerCase().startsWith(prefix.toLowerCase());

const keywordOptions = (words: readonly string[], prefix: string) =>
  words.filter((word) => startsWith(word, prefix)).map((word) => option("keyword", word));

function nameOptions(scope: string | null, prefix: string): readonly CompletionOption[] {
  const start = fullName(scope, "");
  // Another name of a token is offered to whoever begins to write it.
  const known = tokenEntries
    .filter(({ name, token }) => {
      const isOwn = name === token.name || (prefix !== "" && !startsWith(token.name, start + prefix));
      return startsWith(name, start + prefix) && (isOwn || scope !== null);
    })
    .map(({ name, token }) => option("token", name.slice(start.length), token.description));
  const groups = groupNames
    .filter((name) => startsWith(name, start + prefix) && name.toLowerCase() !== scope?.toLowerCase())
    .map((name) => option("group", name.slice(start.length), `A group: ${childrenOf(name).join(", ")}.`));
  return [...known, ...groups];
}

/** Where a condition may begin. */
function startCompletion({ head, scope }: Place, prefix: string, others: readonly string[]): Completion {
  const keywords = prefix === "" ? ["not"] : ["not", ...others];
  const options = [...nameOptions(scope, prefix), ...keywordOptions(keywords, prefix)];
  // An attribute's name is a value of the asset, too.
  const path = fullName(scope, prefix);
  const isAttribute = startsWith(path, `${attributeGroup}.`);
  const from = head.length - prefix.length;
  const values = isAttribute
    ? { token: attributeGroup, prefix: path.slice(attributeGroup.length + 1) }
    : null;
  return { from, to: head.length, options, values };
}

const nothing = ({ head }: Place): Completion => ({
  from: head.length,
  to: head.length,
  options: [],
  values: null,
});

/** After a whole condition. */
function afterCompletion(place: Place, from: number): Completion {
  const prefix = place.head.slice(from);
  return { ...nothing(place), from, options: keywordOptions(["and", "or"], prefix) };
}

function operatorsOf(name: string): readonly string[] {
  const target = findToken(name)?.target;
  if (!target) return isGroupName(name) ? [":"] : [];
  const type = valueTypeOf(target);
  const isOrdered = type === "date" || type === "number";
  return [":", ...(isOrdered ? [">", ">=", "<", "<=", "="] : []), "is null", "is not null"];
}

/** After a name and a space: an operator, of which some letters may be there already. */
function operatorCompletion(place: Place, bare: SyntaxNode): Completion | null {
  const { head, scope } = place;
  const words = head.slice(bare.from);
  const found = /(\S+)\s+((?:i|is|is\s+\S*|is\s+not\s+\S*)?)$/i.exec(words);
  if (!found) return null;
  const [, name = "", started = ""] = found;
  const operators = operatorsOf(fullName(scope, name));
  const options = operators
    .filter((operator) => startsWith(operator, started.replace(/\s+/g, " ")))
    .map((operator) => option("operator", operator));
  if (options.length === 0) return null;
  return { ...nothing(place), from: head.length - started.length, options };
}

const fixedValues: Readonly<Record<string, readonly string[]>> = {
  boolean: ["true", "false", "null"],
  lifecycle: lifecycleStates,
  date: ["now", "now-1d", "now-7d", "now-30d", "now-90d", "now-1y"],
  number: ["1", "2", "3", "4", "5"],
};

function fixedValuesOf(target: TokenTarget): readonly string[] {
  if (target.type === "keyword" && target.field === "category") return operatingSystemCategories;
  return fixedValues[valueTypeOf(target)] ?? [];
}

/** A value that begins at `from`; what of it stands there, without its quote, is the prefix. */
function valueCompletion(place: Place, condition: SyntaxNode, from: number): Completion {
  const { head, scope } = place;
  const typed = head.slice(from);
  const prefix = /^["'`]/.test(typed) ? typed.slice(1) : typed;
  const name = nameOf(head, condition);
  const path = fullName(scope, name);
  const token = findToken(path);
  const isFirst = condition.children.at(-1)?.name === "Operator";
  const groups = isFirst && isGroupName(path) ? [option("group", "(", "The group's conditions")] : [];
  if (!token) return { ...nothing(place), from, options: groups };
  const options = fixedValuesOf(token.target)
    .filter((value) => startsWith(value, prefix))
    .map((value) => option("value", value));
  const isFixed = fixedValues[valueTypeOf(token.target)] !== undefined;
  const values = isFixed ? null : { token: token.name, prefix };
  return { from, to: head.length, options: [...groups, ...options], values };
}

const lists: ReadonlySet<string> = new Set(["List", "Range"]);

/** Within or after words: of a value, or of no token. */
function wordsCompletion(place: Place, words: SyntaxNode): Completion {
  const { head, path } = place;
  const found = path[path.indexOf(words) - 1];
  const holder = place.scope !== null && isOpenGroup(found) ? undefined : found;
  const condition = path.findLast(({ name }) => name === "Condition");
  const isValue = holder?.name === "Condition" || lists.has(holder?.name ?? "");
  const lastWord = head.length - (/\S*$/.exec(head)?.[0].length ?? 0);
  if (!isValue || !condition) {
    const operators = operatorCompletion(place, words);
    if (operators) return operators;
    const from = Math.max(lastWord, words.from);
    if (words.to < head.length) return afterCompletion(place, head.length);
    return startCompletion(place, head.slice(from), from > words.from ? ["and", "or"] : []);
  }
  if (lists.has(holder?.name ?? ""))
    return words.to < head.length ? nothing(place) : valueCompletion(place, condition, words.from);
  if (words.to < head.length) return afterCompletion(place, head.length);
  if (lastWord <= words.from) return valueCompletion(place, condition, words.from);
  const keywords = afterCompletion(place, lastWord);
  return keywords.options.length > 0 ? keywords : valueCompletion(place, condition, words.from);
}

function quotedCompletion(place: Place, quoted: SyntaxNode): Completion {
  const { head, path } = place;
  const holder = path.at(-2);
  const condition = path.findLast(({ name }) => name === "Condition");
  const isList = lists.has(holder?.name ?? "");
  if (isClosed(head.slice(quoted.from, quoted.to)))
    return isList || quoted.to === head.length ? nothing(place) : afterCompletion(place, head.length);
  const isValue = isList || holder?.name === "Condition";
  return isValue && condition ? valueCompletion(place, condition, quoted.from) : nothing(place);
}

/** After the bracket, comma or operator that a value follows. */
function openCompletion(place: Place): Completion {
  const condition = place.path.findLast(({ name }) => name === "Condition");
  const isStart =
    place.path.at(-1)?.name === "(" && (place.scope !== null || !isOpenGroup(place.path.at(-2)));
  return condition && !isStart
    ? valueCompletion(place, condition, place.head.length)
    : startCompletion(place, "", []);
}

function completionAt(place: Place): Completion {
  const { head, path } = place;
  const last = path.at(-1);
  const holder = path.at(-2);
  const isBehind = last !== undefined && last.to < head.length;
  switch (last?.name) {
    case "Word":
      return holder ? wordsCompletion(place, holder) : nothing(place);
    case "Quoted":
    case "Exact":
      return quotedCompletion(place, last);
    case "AndWord":
    case "OrWord":
    case "NotWord":
      return startCompletion(place, isBehind ? "" : head.slice(last.from), ["and", "or"]);
    case "Operator":
      return holder?.name === "Condition" ? openCompletion(place) : startCompletion(place, "", []);
    case "(":
    case "[":
    case ",":
    case "Dots":
      return openCompletion(place);
    case "IsNull":
    case "IsNotNull":
    case ")":
    case "]":
      return isBehind ? afterCompletion(place, head.length) : nothing(place);
    default:
      return startCompletion(place, "", []);
  }
}

/** Where what stands at the position ends: the rest of its word, or the quote that an editor has closed already. */
function restEnd(text: string, position: number, from: number): number {
  const quote = /^["'`]/.exec(text.slice(from, position))?.[0];
  if (quote !== undefined) return text.charAt(position) === quote ? position + 1 : position;
  return position + (/^[^\s()[\],:<>="'`]*/.exec(text.slice(position))?.[0].length ?? 0);
}

/** What may be written at the position, 0 to the text's length, also where the text is not right elsewhere. */
export function completeQuery(text: string, position: number): Completion {
  const head = text.slice(0, position);
  if (head.length > longestQuery) return { from: position, to: position, options: [], values: null };
  const path = lastPath(readTree(head).root);
  const completion = completionAt({ head, path, scope: scopeOf(head, path) });
  return { ...completion, to: restEnd(text, head.length, completion.from) };
}
