// Which entries of the history are asked for, as it stands in the page's address: a link to it shows the same.

import { useSearchParams } from "react-router";
import { type ChangeFilters, type ChangeKind, changeKinds } from "../../api/asset-changes.ts";
import { idIn } from "../../paths.ts";

const names = ["kind", "connection", "run", "field", "since", "until"] as const;
type Name = (typeof names)[number];

export interface FeedAddress {
  readonly kinds: readonly ChangeKind[];
  readonly connectionId: number | null;
  readonly runId: number | null;
  readonly field: string;
  /** Days of the reader's calendar, both included: `2026-11-25`; empty where it is open. */
  readonly since: string;
  readonly until: string;
}

const toDay = (text: string | null): string =>
  text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";

/** What makes no sense is left out. */
export function readFeedAddress(params: URLSearchParams): FeedAddress {
  const asked = params.getAll("kind");
  return {
    kinds: changeKinds.filter((kind) => asked.includes(kind)),
    connectionId: idIn(params.get("connection")),
    runId: idIn(params.get("run")),
    field: params.get("field") ?? "",
    since: toDay(params.get("since")),
    until: toDay(params.get("until")),
  };
}

/** The first moment of a local day, or of one so many days later; undefined for no day. */
function startOf(day: string, later = 0): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const at = new Date(year, month - 1, date + later);
  return day === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

export function toChangeFilters(address: FeedAddress): ChangeFilters {
  const { kinds, connectionId, runId, field, since, until } = address;
  return {
    kind: kinds.length > 0 ? kinds : undefined,
    connectionId: connectionId ?? undefined,
    runId: runId ?? undefined,
    field: field === "" ? undefined : field,
    since: startOf(since),
    until: startOf(until, 1),
  };
}

export interface FeedAddressState {
  readonly address: FeedAddress;
  readonly isFiltered: boolean;
  readonly set: (name: Name, values: readonly string[]) => void;
  readonly clear: () => void;
}

export function useFeedAddress(): FeedAddressState {
  const [params, setParams] = useSearchParams();
  const change = (work: (params: URLSearchParams) => void): void =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      work(after);
      return after;
    });
  return {
    address: readFeedAddress(params),
    isFiltered: names.some((name) => params.has(name)),
    set: (name, values) =>
      change((after) => {
        after.delete(name);
        for (const value of values) if (value !== "") after.append(name, value);
      }),
    clear: () =>
      change((after) => {
        for (const name of names) after.delete(name);
      }),
  };
}
