// One tenant's devices, page by page, from Microsoft Graph.

import type {
  DeltaPage,
  DeviceSource,
  ListItem,
  ListPage,
  OpenSourceOptions,
  Presence,
} from "../core/connector.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import {
  type DeltaLink,
  deltaLink,
  type ExternalId,
  externalId,
  type PageLink,
  pageLink,
} from "../core/id.ts";
import { confirmDevices } from "../graph/batch.ts";
import { readCount } from "../graph/count.ts";
import { DeltaRound } from "../graph/delta-round.ts";
import { ListPages } from "../graph/list-pages.ts";
import { refusesLatestLink } from "../graph/resync.ts";
import { defaultRetryPolicy } from "../graph/retry-timing.ts";
import { deltaItemOf, listItemOf, neverSetAdditions } from "./device-record.ts";
import { type EntraClient, type EntraTransport, openEntraClient } from "./entra-client.ts";
import { propertyRefusal, toSourceFailure } from "./failure.ts";

/** Empty pages before the delta link that was asked for; a service that sends more ignores the question. */
const maximumEmptyPages = 10;

class EntraSource implements DeviceSource {
  readonly #entra: EntraClient;
  readonly #list: ListPages;
  readonly #delta: DeltaRound;
  /** Commas and `$` stay as they are: Graph's own links and Microsoft's pages write them so. */
  readonly #select: string;
  readonly #additions: DeviceRecord;

  constructor(options: OpenSourceOptions, transport: EntraTransport) {
    const { policy = defaultRetryPolicy } = transport;
    this.#select = options.selectedProperties.join(",");
    this.#additions = neverSetAdditions(options.selectedProperties);
    this.#entra = openEntraClient({ ...options, policy }, transport);
    // Microsoft documents no page size for devices; directory objects take up to 999.
    const listPath = `/v1.0/devices?$top=999&$select=${this.#select}`;
    const deltaPath = `/v1.0/devices/delta?$select=${this.#select}`;
    this.#list = new ListPages(this.#entra.client, "list_devices", listPath);
    this.#delta = new DeltaRound(this.#entra.client, "devices_delta", deltaPath);
  }

  /** A whole device as it came. */
  #wholeItem(raw: unknown): ListItem {
    const item = listItemOf(raw);
    return item.kind === "device" ? { ...item, record: { ...this.#additions, ...item.record } } : item;
  }

  /** `selects`: the request says itself what is asked of each device; a link that Graph gave does not. */
  async #translated<Value>(
    signal: AbortSignal,
    selects: boolean,
    call: () => Promise<Value>,
  ): Promise<Value> {
    return await translated(signal, () =>
      call().catch((error: unknown) => {
        throw (selects && propertyRefusal(error, Object.keys(this.#additions))) || error;
      }),
    );
  }

  async latestDeltaLink(signal: AbortSignal): Promise<DeltaLink | null> {
    return await translated(signal, async () => {
      try {
        return await this.#askLatest(signal);
      } catch (error) {
        if (refusesLatestLink(error)) return null;
        throw error;
      }
    });
  }

  /** Whatever devices come with the link are dropped: the list, read after it, has them too. */
  async #askLatest(signal: AbortSignal): Promise<DeltaLink | null> {
    const latestPath = `/v1.0/devices/delta?$deltatoken=latest&$select=${this.#select}`;
    const round = new DeltaRound(this.#entra.client, "latest_delta_link", latestPath);
    let next: string | null = null;
    for (let pages = 0; pages <= maximumEmptyPages; pages += 1) {
      const { items, end }: Awaited<ReturnType<DeltaRound["read"]>> = await round.read(next, signal);
      if (end.kind === "last") return deltaLink(end.deltaLink);
      if (items.length > 0) return null;
      next = end.nextLink;
    }
    return null;
  }

  async countDevices(signal: AbortSignal): Promise<number> {
    return await translated(signal, () =>
      readCount(this.#entra.client, "count_devices", "/v1.0/devices/$count", signal),
    );
  }

  async readListPage(link: PageLink | null, signal: AbortSignal): Promise<ListPage> {
    return await this.#translated(signal, link === null, async () => {
      const { items, nextLink, requestId } = await this.#list.read(link, signal);
      const end =
        nextLink === null ? { kind: "last" as const } : { kind: "more" as const, next: pageLink(nextLink) };
      return { items: items.map((item) => this.#wholeItem(item)), end, requestId };
    });
  }

  async readDeltaPage(link: DeltaLink | null, signal: AbortSignal): Promise<DeltaPage> {
    return await this.#translated(signal, link === null, async () => {
      const { items, end, requestId } = await this.#delta.read(link, signal);
      const ours =
        end.kind === "more"
          ? { kind: "more" as const, next: deltaLink(end.nextLink) }
          : { kind: "last" as const, deltaLink: deltaLink(end.deltaLink) };
      return { items: items.map(deltaItemOf), end: ours, requestId };
    });
  }

  async confirm(ids: readonly ExternalId[], signal: AbortSignal): Promise<ReadonlyMap<ExternalId, Presence>> {
    return await translated(signal, async () => {
      const answers = await confirmDevices(this.#entra.client, { ids, select: this.#select }, signal);
      return new Map(
        [...answers].map(([id, answer]): [ExternalId, Presence] => [
          externalId(id),
          answer.kind === "gone" ? answer : { kind: "present", item: this.#wholeItem(answer.device) },
        ]),
      );
    });
  }

  async close(): Promise<void> {
    await this.#entra.close();
  }
}

/** Runs one call of the port: the abort reason as it is, every error of Graph as a `SourceFailure`. */
async function translated<Value>(signal: AbortSignal, call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw toSourceFailure(error);
  }
}

/** Opens a tenant's devices; throws a `SourceFailure` when a host in the settings cannot be used. */
export function openEntraSource(options: OpenSourceOptions, transport: EntraTransport = {}): DeviceSource {
  try {
    return new EntraSource(options, transport);
  } catch (error) {
    throw toSourceFailure(error);
  }
}
