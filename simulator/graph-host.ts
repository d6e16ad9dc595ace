// The Graph host, v1.0: devices by list, by id, by delta and by batch.

import { randomUUID } from "node:crypto";
import { type Answer, jsonAnswer } from "./answer.ts";
import { defaultProperties, isPropertyName } from "./device-properties.ts";
import type { PropertyName } from "./device-writers.ts";
import type { Directory } from "./directory.ts";

export interface GraphRequest {
  readonly url: URL;
  readonly consistencyLevel: string | undefined;
}

const mostListed = 999;
const listedByDefault = 100;
const deltaPageSize = 200;
const mostInFilter = 15;

export function graphError(status: number, code: string, message: string): Answer {
  const requestId = randomUUID();
  const date = new Date().toISOString().slice(0, 19);
  const innerError = { date, "request-id": requestId, "client-request-id": requestId };
  const answer = jsonAnswer(status, { error: { code, message, innerError } });
  return { ...answer, headers: { ...answer.headers, "request-id": requestId } };
}

const badRequest = (message: string): Answer => graphError(400, "Request_BadRequest", message);

function selection(url: URL): readonly PropertyName[] | null {
  const text = url.searchParams.get("$select");
  if (text === null) return defaultProperties;
  const names = text.split(",");
  return names.every(isPropertyName) ? names : null;
}

/** A page's text is put together from the texts of its devices, since most of a page is the same every time. */
function pageOf(url: URL, items: readonly string[], link: Readonly<Record<string, string>>): Answer {
  const context = { "@odata.context": `${url.origin}/v1.0/$metadata#devices`, ...link };
  const body = `${JSON.stringify(context).slice(0, -1)},"value":[${items.join(",")}]}`;
  const type =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
  return { status: 200, headers: { "content-type": type }, body };
}

function encodeToken(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

function decodeToken(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function filteredIds(filter: string): readonly string[] | null {
  const single = /^id eq '([^']*)'$/.exec(filter);
  if (single?.[1] !== undefined) return [single[1]];
  const list = /^id in \(([^)]*)\)$/.exec(filter);
  const ids = list?.[1]?.split(",").map((text) => text.trim().replace(/^'|'$/g, ""));
  return ids !== undefined && ids.length <= mostInFilter ? ids : null;
}

function listByFilter(
  directory: Directory,
  url: URL,
  names: readonly PropertyName[],
  filter: string,
): Answer {
  const ids = filteredIds(filter);
  if (ids === null)
    return graphError(
      400,
      "Request_UnsupportedQuery",
      "Unsupported or invalid query filter clause specified.",
    );
  const renderer = directory.renderer(names);
  const found = ids.map((id) => directory.find(id)).filter((index) => index !== undefined);
  return pageOf(
    url,
    found.map((index) => renderer.render(index, directory.overlay(index), "with-nulls")),
    {},
  );
}

function list(directory: Directory, url: URL): Answer {
  const names = selection(url);
  if (names === null) return badRequest("Could not find a property of the type 'microsoft.graph.device'.");
  const filter = url.searchParams.get("$filter");
  if (filter !== null) return listByFilter(directory, url, names, filter);
  const top = Number(url.searchParams.get("$top") ?? listedByDefault);
  if (!Number.isInteger(top) || top < 1 || top > mostListed)
    return badRequest("Invalid page size specified. Must be between 1 and 999 inclusive.");
  const token = url.searchParams.get("$skiptoken");
  const start = token === null ? 0 : decodeToken(token)?.from;
  if (typeof start !== "number")
    return graphError(400, "DirectoryPageTokenNotFoundException", "The page token is not known.");
  const renderer = directory.renderer(names);
  const items: string[] = [];
  let index = start;
  for (; index < directory.size && items.length < top; index += 1)
    if (directory.removal(index) === undefined)
      items.push(renderer.render(index, directory.overlay(index), "with-nulls"));
  if (index >= directory.size) return pageOf(url, items, {});
  // The real service writes `$` as it is and commas in lower case.
  const select = url.searchParams.has("$select") ? `$select=${names.join("%2c")}&` : "";
  const next = `${url.origin}/v1.0/devices?${select}$top=${top}&$skiptoken=${encodeToken({ from: index })}`;
  return pageOf(url, items, { "@odata.nextLink": next });
}

interface Round {
  readonly names: readonly PropertyName[];
  /** The next device of an initial round, or null in a round of changes. */
  readonly device: number | null;
  /** The next change. */
  readonly change: number;
}

function readRound(url: URL, directory: Directory): Round | Answer {
  const token = url.searchParams.get("$skiptoken") ?? url.searchParams.get("$deltatoken");
  if (token === null || token === "latest") {
    const names = selection(url);
    if (names === null) return badRequest("Could not find a property of the type 'microsoft.graph.device'.");
    return { names, device: token === null ? 0 : null, change: directory.changes.length };
  }
  const content = decodeToken(token);
  if (content === null || typeof content.change !== "number")
    return badRequest("The delta token is malformed.");
  if (content.change < directory.oldestLink)
    return graphError(400, "Request_UnsupportedQuery", "DeltaLink older than 30 days is not supported.");
  const names = String(content.names).split(",").filter(isPropertyName);
  return {
    names,
    device: typeof content.device === "number" ? content.device : null,
    change: content.change,
  };
}

function initialItems(directory: Directory, round: Round): { items: string[]; next: number } {
  const renderer = directory.renderer(round.names);
  const items: string[] = [];
  let next = round.device ?? 0;
  for (; next < directory.size && items.length < deltaPageSize; next += 1)
    if (directory.removal(next) === undefined)
      items.push(renderer.render(next, directory.overlay(next), "without-never-set"));
  return { items, next };
}

/** Each change shows the device as it is now, so that the last occurrence in a round is always the truth. */
function changedItems(directory: Directory, round: Round): { items: string[]; next: number } {
  const renderer = directory.renderer(round.names);
  const next = Math.min(directory.changes.length, round.change + deltaPageSize);
  const items = directory.changes.slice(round.change, next).map((index) => {
    const reason = directory.removal(index);
    if (reason === undefined) return renderer.render(index, directory.overlay(index), "without-never-set");
    return JSON.stringify({ id: directory.idOf(index), "@removed": { reason } });
  });
  return { items, next };
}

function delta(directory: Directory, url: URL): Answer {
  const round = readRound(url, directory);
  if ("status" in round) return round;
  const names = round.names.join(",");
  const base = `${url.origin}/v1.0/devices/delta`;
  const deltaLink = (change: number): Record<string, string> => ({
    "@odata.deltaLink": `${base}?$deltatoken=${encodeToken({ names, change })}`,
  });
  const nextLink = (place: object): Record<string, string> => ({
    "@odata.nextLink": `${base}?$skiptoken=${encodeToken({ names, ...place })}`,
  });
  if (url.searchParams.get("$deltatoken") === "latest") return pageOf(url, [], deltaLink(round.change));
  if (round.device !== null) {
    const { items, next } = initialItems(directory, round);
    const isLast = next >= directory.size;
    return pageOf(
      url,
      items,
      isLast ? deltaLink(round.change) : nextLink({ device: next, change: round.change }),
    );
  }
  const { items, next } = changedItems(directory, round);
  const isLast = next >= directory.changes.length;
  return pageOf(url, items, isLast ? deltaLink(next) : nextLink({ change: next }));
}

function single(directory: Directory, url: URL, id: string): Answer {
  const names = selection(url);
  if (names === null) return badRequest("Could not find a property of the type 'microsoft.graph.device'.");
  const index = directory.find(id);
  if (index === undefined)
    return graphError(
      404,
      "Request_ResourceNotFound",
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    );
  const text = directory.renderer(names).render(index, directory.overlay(index), "with-nulls");
  return { status: 200, headers: { "content-type": "application/json" }, body: text };
}

function count(directory: Directory, { consistencyLevel }: GraphRequest): Answer {
  if (consistencyLevel !== "eventual") return badRequest("$count is not currently supported.");
  return { status: 200, headers: { "content-type": "text/plain" }, body: String(directory.count()) };
}

/** Which operation a path is, or null where there is none. */
export function operationOf(path: string): "list" | "count" | "delta" | "get" | "batch" | null {
  if (path === "/v1.0/devices") return "list";
  if (path === "/v1.0/devices/$count") return "count";
  if (path === "/v1.0/$batch") return "batch";
  if (/^\/v1\.0\/devices\/(microsoft\.graph\.)?delta(\(\))?$/.test(path)) return "delta";
  return /^\/v1\.0\/devices\/[^/]+$/.test(path) ? "get" : null;
}

/** Every GET; the caller has seen to the token and the permission. */
export function answerGraph(directory: Directory, request: GraphRequest): Answer {
  const path = decodeURIComponent(request.url.pathname);
  switch (operationOf(path)) {
    case "list":
      return list(directory, request.url);
    case "count":
      return count(directory, request);
    case "delta":
      return delta(directory, request.url);
    case "get":
      return single(directory, request.url, path.slice("/v1.0/devices/".length));
    case "batch":
    case null:
      return graphError(404, "Request_ResourceNotFound", "Resource not found for the segment.");
  }
}
