// Reads a `$filter` text into a tree.

import { badRequest } from "./graph-error.ts";

export type Literal = string | number | boolean | null;
/** `eq` and the like; `date` is set where the literal was one, unquoted. */
export type Comparison = "eq" | "ne" | "ge" | "le" | "gt" | "lt";

export type Filter =
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly inner: Filter }
  | {
      readonly kind: "compare";
      readonly property: string;
      readonly operator: Comparison;
      readonly literal: Literal;
    }
  | { readonly kind: "in"; readonly property: string; readonly literals: readonly Literal[] }
  | { readonly kind: "startsWith"; readonly property: string; readonly prefix: string }
  /** `inner` names the element as `property`. */
  | { readonly kind: "any"; readonly property: string; readonly inner: Filter };

const tokenPattern =
  /\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w/]*)|(\d{4}-\d{2}-\d{2}T[\d:.]+Z)|(-?\d+(?:\.\d+)?)|([(),:]))/y;
const comparisons: readonly string[] = ["eq", "ne", "ge", "le", "gt", "lt"];
const deepest = 50;

interface Token {
  readonly kind: "text" | "word" | "date" | "number" | "mark";
  readonly text: string;
}

const kinds = ["text", "word", "date", "number", "mark"] as const;

function syntaxError(filter: string, position: number): Error {
  return badRequest(`Invalid filter clause: Syntax error at position ${position} in '${filter}'.`);
}

function tokensOf(filter: string): Token[] {
  const pattern = new RegExp(tokenPattern);
  const end = filter.trimEnd().length;
  const tokens: Token[] = [];
  while (pattern.lastIndex < end) {
    const position = pattern.lastIndex;
    const groups = pattern.exec(filter)?.slice(1);
    if (groups === undefined) throw syntaxError(filter, position);
    const found = groups.findIndex((group) => group !== undefined);
    tokens.push({ kind: kinds[found] ?? "mark", text: groups[found] ?? "" });
  }
  return tokens;
}

class Parser {
  readonly #filter: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(filter: string) {
    this.#filter = filter;
    this.#tokens = tokensOf(filter);
  }

  #fail(): never {
    const position = this.#tokens.slice(0, this.#next).reduce((sum, { text }) => sum + text.length, 0);
    throw syntaxError(this.#filter, position);
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) return this.#fail();
    this.#next += 1;
    return token;
  }

  #accept(text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.kind === "text" || token.text.toLowerCase() !== text) return false;
    this.#next += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) this.#fail();
  }

  #word(): string {
    const { kind, text } = this.#take();
    return kind === "word" ? text : this.#fail();
  }

  #literal(): Literal {
    const { kind, text } = this.#take();
    if (kind === "text") return text.slice(1, -1).replaceAll("''", "'");
    if (kind === "date") return text;
    if (kind === "number") return Number(text);
    if (text === "true" || text === "false") return text === "true";
    return text === "null" ? null : this.#fail();
  }

  parse(): Filter {
    const filter = this.#or();
    return this.#next === this.#tokens.length ? filter : this.#fail();
  }

  #or(): Filter {
    this.#depth += 1;
    if (this.#depth > deepest) this.#fail();
    let left = this.#and();
    while (this.#accept("or")) left = { kind: "or", left, right: this.#and() };
    this.#depth -= 1;
    return left;
  }

  #and(): Filter {
    let left = this.#term();
    while (this.#accept("and")) left = { kind: "and", left, right: this.#term() };
    return left;
  }

  #term(): Filter {
    if (this.#accept("not")) {
      this.#depth += 1;
      if (this.#depth > deepest) this.#fail();
      const inner = this.#term();
      this.#depth -= 1;
      return { kind: "not", inner };
    }
    if (this.#accept("(")) return this.#closed(this.#or());
    if (this.#accept("startswith")) return this.#startsWith();
    return this.#clause(this.#word());
  }

  #closed<Result>(result: Result): Result {
    this.#expect(")");
    return result;
  }

  #startsWith(): Filter {
    this.#expect("(");
    const property = this.#word();
    this.#expect(",");
    const prefix = this.#literal();
    if (typeof prefix !== "string") return this.#fail();
    return this.#closed({ kind: "startsWith", property, prefix });
  }

  #clause(property: string): Filter {
    if (property.endsWith("/any") && this.#accept("(")) return this.#any(property.slice(0, -"/any".length));
    const operator = this.#word();
    if (operator === "in") return this.#in(property);
    if (!comparisons.includes(operator)) return this.#fail();
    return { kind: "compare", property, operator: operator as Comparison, literal: this.#literal() };
  }

  #any(property: string): Filter {
    const element = this.#word();
    this.#expect(":");
    const inner = this.#or();
    const named = "property" in inner && inner.property === element;
    return this.#closed(named ? { kind: "any", property, inner } : this.#fail());
  }

  #in(property: string): Filter {
    this.#expect("(");
    const literals = [this.#literal()];
    while (this.#accept(",")) literals.push(this.#literal());
    return this.#closed({ kind: "in", property, literals });
  }
}

export function parseFilter(filter: string): Filter {
  return new Parser(filter).parse();
}
