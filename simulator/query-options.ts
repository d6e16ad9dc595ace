// The query options of a request: which there are, and what OData and the directory make of them.

import type { Directory } from "./directory.ts";
import { badRequest, GraphRefusal, notImplemented, unsupportedQuery } from "./graph-error.ts";

/** Options by lower-case name, since both `$deltatoken` and `$deltaToken` occur on Microsoft's pages. */
export type Options = ReadonlyMap<string, string>;

const mostListed = 999;
const listedByDefault = 100;

/** What the directory says of options that it does not serve; none is ever ignored. */
function refusalOf(name: string, isEventual: boolean): GraphRefusal {
  switch (name) {
    case "$skip":
      return new GraphRefusal(400, "Request_BadRequest", "'$skip' is not supported by the service.");
    case "$search":
      return isEventual
        ? notImplemented()
        : unsupportedQuery(
            "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
          );
    case "$orderby":
      // Sorting needs the advanced parameters (directory-objects-orderby); the simulator sorts nothing, with or without them.
      return unsupportedQuery("Sorting not supported for current query.");
    case "$expand":
      return notImplemented();
    default:
      return badRequest(`The query parameter '${name}' is not supported.`);
  }
}

export function readOptions(url: URL, allowed: readonly string[], isEventual: boolean): Options {
  const options = new Map<string, string>();
  for (const [given, value] of url.searchParams) {
    const name = given.toLowerCase();
    if (!allowed.includes(name)) throw refusalOf(name, isEventual);
    if (options.has(name))
      throw badRequest(
        `Query option '${name}' was specified more than once, but it must be specified at most once.`,
      );
    options.set(name, value);
  }
  return options;
}

/** The selected names, or null where nothing is selected. The wording was seen for other resources. */
export function readSelect(directory: Directory, options: Options): readonly string[] | null {
  const text = options.get("$select");
  if (text === undefined) return null;
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !directory.knowsProperty(name));
  if (unknown !== undefined)
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.device'.`,
    );
  return names;
}

/** 1 to 999, by default 100: the norm of directory objects. The wording was seen for users and groups. */
export function readTop(options: Options): number {
  const text = options.get("$top");
  if (text === undefined) return listedByDefault;
  if (!/^\d+$/.test(text))
    throw badRequest(
      `Invalid value '${text}' for $top query option found. The $top query option requires a non-negative integer value.`,
    );
  const top = Number(text);
  if (top < 1 || top > mostListed)
    throw unsupportedQuery(
      `Invalid page size specified: '${text}'. Must be between 1 and ${mostListed} inclusive.`,
    );
  return top;
}

/** Whether `$count=true` is there; without the header it is silently ignored (aad-advanced-queries). */
export function asksForCount(options: Options): boolean {
  const text = options.get("$count");
  if (text === undefined || text === "false") return false;
  if (text === "true") return true;
  throw badRequest(
    `Invalid value '${text}' for $count query option found. Valid values are 'true' and 'false'.`,
  );
}
