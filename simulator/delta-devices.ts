// `GET /v1.0/devices/delta`: initial rounds, rounds of changes, and the links between them.

import { z } from "zod";
import type { Removal } from "./change-log.ts";
import { planChangeRound, type Showing } from "./change-round.ts";
import type { Directory } from "./directory.ts";
import { disorderSchema } from "./disorder.ts";
import { type Filter, parseFilter } from "./filter-parse.ts";
import { GraphRefusal, notImplemented, unsupportedQuery } from "./graph-error.ts";
import { pageAnswer } from "./graph-page.ts";
import { type GraphAnswer, type GraphRequest, isEventual } from "./graph-request.ts";
import { writtenOption } from "./links.ts";
import { type Options, readOptions, readSelect } from "./query-options.ts";
import { fraction } from "./random.ts";
import { fillPage, type PageStart, type Visit, walkOf } from "./walk.ts";

/** What users' delta was seen to hold at most; the client cannot change it. */
const mostItems = 200;
/** "The scoping filter takes up to 50 objects" (delta query for users). */
const mostFiltered = 50;
const deltaOptions = ["$select", "$filter", "$skiptoken", "$deltatoken"];

/** What the first request asked for, which its tokens carry so that no later request has to (delta query overview). */
const question = z.object({
  select: z.array(z.string()).nullable(),
  ids: z.array(z.string()).nullable(),
});
type Question = z.output<typeof question>;

const deltaPlace = z.object({ question, from: z.number().int() });
const pageStart = { stop: z.number().int(), afterEmpty: z.boolean(), disorder: disorderSchema };
const roundPlace = z.discriminatedUnion("round", [
  z.object({
    round: z.literal("initial"),
    question,
    /** The moment at which the round began; its delta link brings everything since then. */
    from: z.number().int(),
    size: z.number().int(),
    ...pageStart,
  }),
  z.object({
    round: z.literal("changes"),
    question,
    from: z.number().int(),
    until: z.number().int(),
    ...pageStart,
  }),
]);
type RoundPlace = z.output<typeof roundPlace>;
type InitialPlace = Extract<RoundPlace, { round: "initial" }>;
type ChangesPlace = Extract<RoundPlace, { round: "changes" }>;

function removedItem(directory: Directory, index: number, reason: Removal): string {
  return JSON.stringify({ id: directory.idOf(index), "@removed": { reason } });
}

/** `id eq '…' or id eq '…'` is all that a delta round can be filtered by (delta query overview). */
function idsOf(filter: Filter): string[] {
  if (filter.kind === "or") return [...idsOf(filter.left), ...idsOf(filter.right)];
  const isId = filter.kind === "compare" && filter.property === "id" && filter.operator === "eq";
  if (!isId || typeof filter.literal !== "string")
    throw unsupportedQuery("Only 'id eq' joined by 'or' is supported in the filter of a delta query.");
  return [filter.literal];
}

function questionOf(directory: Directory, options: Options): Question {
  const text = options.get("$filter");
  const ids = text === undefined ? null : idsOf(parseFilter(text));
  if (ids !== null && ids.length > mostFiltered)
    throw unsupportedQuery(`The filter of a delta query names at most ${mostFiltered} objects.`);
  const select = readSelect(directory, options);
  return { select: select === null ? null : [...select], ids };
}

function indexesOf(directory: Directory, ids: readonly string[]): number[] {
  const found = ids.map((id) => directory.indexOf(id)).filter((index) => index !== undefined);
  return [...new Set(found)];
}

interface Page {
  readonly items: readonly string[];
  readonly next: PageStart | null;
  /** The moment from which the round's delta link goes on. */
  readonly upTo: number;
}

/**
 * A visit of an initial round. Whatever comes early may be older than what comes at its own place, or a removal of what is
 * then live: the last occurrence wins. A device that is gone may be told of (delta query overview, resource representation).
 */
function initialWriter(
  directory: Directory,
  place: InitialPlace,
  index: number,
  { role, mark }: Visit,
): (() => string) | null {
  const { disorder, question } = place;
  const now = directory.log.state(index);
  const isTold = fraction(mark, 8) < disorder.tombstones;
  if (now.standing === "unborn") return null;
  if (now.standing !== "live") {
    const { standing } = now;
    return isTold ? () => removedItem(directory, index, standing) : null;
  }
  if (role === "early" && isTold) return () => removedItem(directory, index, "changed");
  const last = role === "early" ? directory.log.momentsBeforeChanges(index).at(-1) : undefined;
  const before = last === undefined ? now : directory.stateAt(index, last);
  const shown = before.standing === "live" ? before : now;
  return () => directory.renderer(question.select).render(index, shown.overlay, "without-never-set");
}

function initialPage(directory: Directory, place: InitialPlace): Page {
  const { question, size, disorder } = place;
  const indexes = question.ids && indexesOf(directory, question.ids).filter((index) => index < size);
  const walk = walkOf(indexes?.length ?? size, disorder);
  const writerOf = (stop: number): (() => string) | null => {
    const visit = walk.visit(stop);
    if (visit === null) return null;
    const index = indexes === null ? visit.place : indexes[visit.place];
    return index === undefined ? null : initialWriter(directory, place, index, visit);
  };
  const { items, next } = fillPage(walk.stops, place, disorder, mostItems, writerOf);
  return { items, next, upTo: place.from };
}

/** The plan of the round that was read last: its pages come one after the other. */
const plans = new WeakMap<Directory, { readonly key: string; readonly plan: readonly Showing[] }>();

function planOf(directory: Directory, place: ChangesPlace): readonly Showing[] {
  const { question, from, until, disorder } = place;
  const key = JSON.stringify([question, from, until, disorder]);
  const known = plans.get(directory);
  if (known?.key === key) return known.plan;
  const only = question.ids && indexesOf(directory, question.ids);
  const plan = planChangeRound(directory, from, until, { selected: question.select, only }, disorder);
  plans.set(directory, { key, plan });
  return plan;
}

function changesPage(directory: Directory, place: ChangesPlace): Page {
  const plan = planOf(directory, place);
  const renderer = directory.renderer(place.question.select);
  const writerOf = (stop: number): (() => string) | null => {
    const showing = plan[stop];
    if (showing === undefined) return null;
    const { index, moment, only } = showing;
    const { standing, overlay } = directory.stateAt(index, moment);
    // Of a time before the device was there, nothing can be told.
    if (standing === "unborn") return null;
    return standing === "live"
      ? () => renderer.render(index, overlay, "without-never-set", only)
      : () => removedItem(directory, index, standing);
  };
  const { items, next } = fillPage(plan.length, place, place.disorder, mostItems, writerOf);
  return { items, next, upTo: place.until };
}

/** The first request over again, with an empty token: what a 410 names in its Location header. */
function restartUrl(base: string, { select, ids }: Question): string {
  const filter = ids?.map((id) => `id eq '${id}'`).join(" or ");
  const options = [
    ...(select === null ? [] : [writtenOption("$select", select.join(","))]),
    ...(filter === undefined ? [] : [writtenOption("$filter", filter)]),
  ];
  return `${base}?${[...options, "$deltatoken="].join("&")}`;
}

/** "Delta queries with both $select and $skipToken will not be supported": a token carries its own options. */
function refuseOptionsBesideToken(options: Options): void {
  if (options.size > 1)
    throw unsupportedQuery("Query options are encoded in the token and cannot be given beside it.");
}

/** Where a request that carries a token goes on, or null where it begins anew. */
function placeOfToken(directory: Directory, base: string, options: Options): RoundPlace | null {
  const restart = (content: unknown): string =>
    restartUrl(base, z.object({ question }).parse(content).question);
  const skipToken = options.get("$skiptoken");
  if (skipToken !== undefined) {
    refuseOptionsBesideToken(options);
    return roundPlace.parse(directory.links.open("round-links", skipToken, restart));
  }
  const deltaToken = options.get("$deltatoken");
  if (deltaToken === undefined || deltaToken === "") return null;
  refuseOptionsBesideToken(options);
  const content = deltaPlace.parse(directory.links.open("delta-links", deltaToken, restart));
  const { disorder } = directory;
  return { ...content, round: "changes", until: directory.log.end, stop: 0, afterEmpty: false, disorder };
}

function refuseLatest(directory: Directory): void {
  if (directory.latestRefusal === "501 NotImplemented") throw notImplemented();
  if (directory.latestRefusal === "400 Request_BadRequest")
    throw new GraphRefusal(400, "Request_BadRequest", "The value 'latest' of $deltatoken is not supported.");
}

export function deltaDevices(directory: Directory, request: GraphRequest): GraphAnswer {
  const { origin } = request.url;
  const base = `${origin}/v1.0/devices/delta`;
  const options = readOptions(request.url, deltaOptions, isEventual(request));
  const answer = (asked: Question, items: readonly string[], link: Record<string, string>): GraphAnswer =>
    pageAnswer({ origin, entitySet: "devices", selected: asked.select, links: link, items });
  const deltaLink = (asked: Question, from: number): Record<string, string> => {
    const token = directory.links.issue("delta-links", { question: asked, from });
    return { "@odata.deltaLink": `${base}?$deltatoken=${token}` };
  };
  const now = directory.log.end;
  if (options.get("$deltatoken") === "latest") {
    refuseLatest(directory);
    const asked = questionOf(directory, options);
    return answer(asked, [], deltaLink(asked, now));
  }
  const place = placeOfToken(directory, base, options) ?? {
    round: "initial",
    question: questionOf(directory, options),
    from: now,
    size: directory.size,
    stop: 0,
    afterEmpty: false,
    disorder: directory.disorder,
  };
  const page = place.round === "initial" ? initialPage(directory, place) : changesPage(directory, place);
  if (page.next === null) return answer(place.question, page.items, deltaLink(place.question, page.upTo));
  const token = directory.links.issue("round-links", { ...place, ...page.next });
  return answer(place.question, page.items, { "@odata.nextLink": `${base}?$skiptoken=${token}` });
}
