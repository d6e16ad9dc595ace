// `GET /v1.0/devices` and `/devices/$count`: lists of live devices, by page, with a selection and a filter.

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Directory } from "./directory.ts";
import { disorderSchema } from "./disorder.ts";
import { candidatesOf, compileFilter } from "./filter-match.ts";
import { type Filter, parseFilter } from "./filter-parse.ts";
import { checkFilter } from "./filter-rules.ts";
import { GraphRefusal } from "./graph-error.ts";
import { pageAnswer } from "./graph-page.ts";
import { type GraphAnswer, type GraphRequest, isEventual } from "./graph-request.ts";
import { malformedToken, writtenOption } from "./links.ts";
import { asksForCount, type Options, readOptions, readSelect, readTop } from "./query-options.ts";
import { fillPage, walkOf } from "./walk.ts";

const listOptions = ["$top", "$select", "$filter", "$count", "$skiptoken"];
/** The options that a page link carries, in the order seen on the wire. */
const carriedOptions = ["$filter", "$select", "$count", "$top"];

const pagePlace = z.object({
  /** Which query the page belongs to. */
  query: z.string(),
  /** Numbers that were given when the list began: what is created later is not in it. */
  size: z.number().int(),
  stop: z.number().int(),
  afterEmpty: z.boolean(),
  disorder: disorderSchema,
});
type PagePlace = z.output<typeof pagePlace>;

/** A filter that has to look at every device gives up a page after this many that do not match. */
const patience = 20_000;

interface Scope {
  readonly matches: (index: number) => boolean;
  /** The places of the list: candidates by number, or every number there is. */
  readonly candidates: readonly (number | undefined)[] | null;
  readonly patience: number;
}

const everything: Scope = { matches: () => true, candidates: null, patience: Number.POSITIVE_INFINITY };

function scopeOf(directory: Directory, options: Options, isAdvanced: boolean): Scope {
  const text = options.get("$filter");
  if (text === undefined) return everything;
  const filter: Filter = parseFilter(text);
  checkFilter(directory, filter, isAdvanced);
  return {
    matches: compileFilter(directory, filter),
    candidates: candidatesOf(directory, filter),
    patience,
  };
}

function queryOf(options: Options): string {
  const written = carriedOptions.map((name) => options.get(name) ?? null);
  return createHash("sha256").update(JSON.stringify(written)).digest("base64url").slice(0, 12);
}

function placeOf(directory: Directory, options: Options, query: string): PagePlace {
  const token = options.get("$skiptoken");
  if (token === undefined)
    return { query, size: directory.size, stop: 0, afterEmpty: false, disorder: directory.disorder };
  const place = pagePlace.parse(directory.links.open("page-links", token, () => null));
  if (place.query !== query) throw malformedToken();
  return place;
}

function countMatches(directory: Directory, scope: Scope): number {
  if (scope === everything) return directory.count();
  const { candidates, matches } = scope;
  const admits = (index: number | undefined): boolean =>
    index !== undefined && directory.isLive(index) && matches(index);
  if (candidates !== null) return candidates.filter(admits).length;
  let count = 0;
  for (let index = 0; index < directory.size; index += 1) if (admits(index)) count += 1;
  return count;
}

/** The real service writes `$` as it is, and escapes in lower case. */
function nextLink(origin: string, options: Options, token: string): string {
  const carried = carriedOptions.flatMap((name) => {
    const value = options.get(name);
    return value === undefined ? [] : [writtenOption(name, value)];
  });
  return `${origin}/v1.0/devices?${[...carried, `$skiptoken=${token}`].join("&")}`;
}

export function listDevices(directory: Directory, request: GraphRequest): GraphAnswer {
  const { origin } = request.url;
  const options = readOptions(request.url, listOptions, isEventual(request));
  const selected = readSelect(directory, options);
  const top = readTop(options);
  const isAdvanced = asksForCount(options) && isEventual(request);
  const scope = scopeOf(directory, options, isAdvanced);
  const query = queryOf(options);
  const place = placeOf(directory, options, query);
  const { size, disorder } = place;
  const { candidates, matches } = scope;
  const walk = walkOf(candidates?.length ?? size, disorder);
  const renderer = directory.renderer(selected);
  const writerOf = (stop: number): (() => string) | null => {
    const visited = walk.visit(stop)?.place;
    const index = visited === undefined || candidates === null ? visited : candidates[visited];
    if (index === undefined || index >= size || !directory.isLive(index) || !matches(index)) return null;
    return () => renderer.render(index, directory.overlay(index), "with-nulls");
  };
  const { items, next } = fillPage(walk.stops, place, disorder, top, writerOf, scope.patience);
  const token = next && directory.links.issue("page-links", { ...place, ...next });
  return pageAnswer({
    origin,
    entitySet: "devices",
    selected,
    // "@odata.count only on the first page" (paging).
    count: isAdvanced && !options.has("$skiptoken") ? countMatches(directory, scope) : null,
    links: token === null ? {} : { "@odata.nextLink": nextLink(origin, options, token) },
    items,
  });
}

/** The header is needed, `$count=true` is not (aad-advanced-queries). */
export function countDevices(directory: Directory, request: GraphRequest): GraphAnswer {
  if (!isEventual(request))
    throw new GraphRefusal(400, "Request_BadRequest", "$count is not currently supported.");
  const options = readOptions(request.url, ["$filter"], true);
  const scope = scopeOf(directory, options, true);
  return {
    status: 200,
    headers: { "content-type": "text/plain" },
    body: String(countMatches(directory, scope)),
  };
}
