// Asks a directory as a client of Graph would, without sockets, and folds what comes as the delta query overview says: for
// the tests.

import { z } from "zod";
import type { Directory } from "./directory.ts";
import { answerGraph } from "./graph-host.ts";

const host = "https://graph.example";
export const eventual = { consistencylevel: "eventual" };

const device = z.looseObject({ id: z.string() });
export type Device = z.output<typeof device>;
const page = z.strictObject({
  "@odata.context": z.string(),
  "@odata.count": z.number().optional(),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
  value: z.array(device),
});
export type Page = z.output<typeof page>;
const refusal = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    innerError: z.strictObject({
      date: z.string(),
      "request-id": z.string(),
      "client-request-id": z.string(),
    }),
  }),
});

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `path` is one below `/v1.0`, or a whole url. */
export function ask(directory: Directory, path: string, asking: Asking = {}) {
  const url = new URL(path.startsWith("http") ? path : `${host}/v1.0${path}`);
  const { method = "GET", headers = {}, body = "" } = asking;
  return answerGraph(directory, { method, url, headers, body });
}

export function askPage(directory: Directory, path: string, headers = {}): Page {
  const answer = ask(directory, path, { headers });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body}`);
  return page.parse(JSON.parse(answer.body));
}

export function askRefusal(directory: Directory, path: string, asking: Asking = {}) {
  const { status, headers, body } = ask(directory, path, asking);
  const { code, message, innerError } = refusal.parse(JSON.parse(body)).error;
  return { status, headers, code, message, innerError };
}

interface Walked {
  readonly pages: readonly Page[];
  readonly items: readonly Device[];
  readonly deltaLink: string | undefined;
}

/** Follows next links to the end; `between` is called before each page but the first. */
export function walk(directory: Directory, path: string, between: () => void = () => {}): Walked {
  const pages = [askPage(directory, path)];
  for (let last = pages[0]; last?.["@odata.nextLink"] !== undefined; last = pages.at(-1)) {
    between();
    pages.push(askPage(directory, last["@odata.nextLink"]));
  }
  return {
    pages,
    items: pages.flatMap(({ value }) => value),
    deltaLink: pages.at(-1)?.["@odata.deltaLink"],
  };
}

export type Store = Map<string, Device>;

/** The last occurrence wins, absent is unchanged, null is cleared, and what comes after a removal is a fresh whole. */
export function fold(store: Store, items: readonly Device[]): Store {
  for (const item of items) {
    if ("@removed" in item) store.delete(item.id);
    else store.set(item.id, { ...store.get(item.id), ...item });
  }
  return store;
}

/** A property that was never set is absent in a delta round, and null, empty, or fifteen nulls in a list. */
function isUnset(value: unknown): boolean {
  if (value === null || (Array.isArray(value) && value.length === 0)) return true;
  return typeof value === "object" && Object.values(value).every((part) => part === null);
}

export function withoutUnset(devices: Iterable<Device>): ReadonlyMap<string, Device> {
  const known = new Map<string, Device>();
  for (const each of devices) {
    const set = Object.entries(each).filter(([, value]) => !isUnset(value));
    known.set(each.id, Object.fromEntries(set) as Device);
  }
  return known;
}

/** Every live device, as the control side tells of it. */
export function truthOf(directory: Directory, selected: readonly string[] | null = null): Device[] {
  return Array.from(directory.liveDevices(selected), (text) => device.parse(JSON.parse(text)));
}

export function idsOf(items: readonly Device[]): string[] {
  return items.map(({ id }) => id);
}
