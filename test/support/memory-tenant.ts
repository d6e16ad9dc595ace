// A tenant in memory behind the connector port: for tests of the engine that need no HTTP.

import type {
  Connector,
  DeltaItem,
  DeltaPage,
  DeviceSource,
  ListItem,
  Presence,
  SourceEvent,
} from "../../src/core/connector.ts";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { SourceFailure } from "../../src/core/failure.ts";
import { type DeltaLink, deltaLink, type ExternalId, externalId, pageLink } from "../../src/core/id.ts";
import { defaultRetirementGuard, type RetirementGuard } from "../../src/core/retirement.ts";
import { everyDevice, type Scope } from "../../src/core/scope.ts";
import { entraConnector } from "../../src/entra/connector.ts";

const neverSet = { displayName: null, operatingSystem: null, isCompliant: null };

const withoutId: ListItem = {
  kind: "unreadable",
  rejection: { externalId: null, code: "device.id_missing", message: "The record has no id." },
};

/** What a source throws when it no longer knows the delta link. */
export const expired = (): SourceFailure =>
  new SourceFailure(
    "graph.resync_required",
    "The delta link is no longer known.",
    { kind: "full_pull" },
    null,
  );

type Change = { readonly id: string; readonly item: DeltaItem };

/** Pages hold `pageSize` items; `failNext` is thrown once by the next call of that name. */
export class MemoryTenant {
  readonly devices = new Map<string, DeviceRecord>();
  readonly #changes: Change[] = [];
  /** Every id in the order of its creation: a page link is a place in it, so that a removal shifts nothing. */
  readonly #order: string[] = [];
  readonly #failures = new Map<keyof DeviceSource, Error[]>();
  readonly calls: string[] = [];
  /** Devices that the list leaves out although they are there. */
  readonly hidden = new Set<string>();
  /** Devices about which the source, asked by id, says nothing. */
  readonly unanswered = new Set<string>();
  /** Records without an id on the last list page; they count as devices. */
  withoutId = 0;
  /** Devices that are counted and never shown. */
  withoutListing = 0;
  pageSize = 3;
  /** Happens before each list page: the tenant may change while it is listed. */
  onListPage: () => void | Promise<void> = () => undefined;
  /** Happens before each delta page, with its number from 1 within the open source. */
  onDeltaPage: (page: number) => void = () => undefined;
  /** Happens when the source is opened, with its observer. */
  onOpen: (observe: (event: SourceEvent) => void) => void = () => undefined;
  selectedProperties: readonly string[] = Object.keys(neverSet);
  /** The next list page has lost its link. */
  isListCut = false;
  givesLatestLink = true;
  retirementGuard: RetirementGuard = defaultRetirementGuard;
  scope: Scope = everyDevice;
  /** A delta round then names nothing but the properties of each change, as the service may. */
  sendsOnlyChanges = false;

  set(id: string, record: DeviceRecord): void {
    const before = this.devices.get(id);
    if (!this.#order.includes(id)) this.#order.push(id);
    const whole = {
      ...neverSet,
      ...before,
      ...record,
      id,
    };
    this.devices.set(id, whole);
    // A delta round leaves out what was never set; what was cleared comes as null.
    const set = Object.entries(whole).filter(
      ([name, value]) => value !== null || (before?.[name] ?? null) !== null,
    );
    const sent = this.sendsOnlyChanges ? Object.entries({ ...record, id }) : set;
    const item = { kind: "device", externalId: externalId(id), record: Object.fromEntries(sent) } as const;
    this.#changes.push({ id, item });
  }

  remove(id: string, restorable: boolean): void {
    this.devices.delete(id);
    this.#changes.push({ id, item: { kind: "removed", externalId: externalId(id), restorable } });
  }

  /** The feed tells of a removal although the device is there. */
  replayRemoval(id: string, restorable: boolean): void {
    this.#changes.push({ id, item: { kind: "removed", externalId: externalId(id), restorable } });
  }

  failNext(call: keyof DeviceSource, error: Error): void {
    this.#failures.set(call, [...(this.#failures.get(call) ?? []), error]);
  }

  #note(call: keyof DeviceSource): void {
    this.calls.push(call);
    const error = this.#failures.get(call)?.shift();
    if (error !== undefined) throw error;
  }

  #link(position: number): DeltaLink {
    return deltaLink(`delta:${position}`);
  }

  #deltaPage(link: DeltaLink | null): DeltaPage {
    if (link === null) {
      const items = [...this.devices].map(
        ([id, record]) => ({ kind: "device", externalId: externalId(id), record }) as const,
      );
      return { items, requestId: "r", end: { kind: "last", deltaLink: this.#link(this.#changes.length) } };
    }
    const start = Number(link.split(":")[1]);
    const items = this.#changes.slice(start, start + this.pageSize).map(({ item }) => item);
    const next = start + items.length;
    const isLast = next >= this.#changes.length;
    const end = isLast
      ? ({ kind: "last", deltaLink: this.#link(next) } as const)
      : ({ kind: "more", next: this.#link(next) } as const);
    return { items, requestId: "r", end };
  }

  source(): DeviceSource {
    let deltaPages = 0;
    return {
      latestDeltaLink: async () => {
        this.#note("latestDeltaLink");
        return this.givesLatestLink ? this.#link(this.#changes.length) : null;
      },
      countDevices: async () => {
        this.#note("countDevices");
        return this.devices.size + this.withoutId + this.withoutListing;
      },
      readListPage: async (link) => {
        this.#note("readListPage");
        await this.onListPage();
        const start = link === null ? 0 : Number(link.split(":")[1]);
        const items: ListItem[] = [];
        let next = start;
        for (; next < this.#order.length && items.length < this.pageSize; next += 1) {
          const id = this.#order[next] ?? "";
          const record = this.devices.get(id);
          if (record !== undefined && !this.hidden.has(id))
            items.push({ kind: "device", externalId: externalId(id), record });
        }
        const isLast = this.isListCut || next >= this.#order.length;
        if (isLast) items.push(...Array.from({ length: this.withoutId }, () => withoutId));
        const end = isLast
          ? ({ kind: "last" } as const)
          : ({ kind: "more", next: pageLink(`list:${next}`) } as const);
        return { items, requestId: "r", end };
      },
      readDeltaPage: async (link) => {
        this.#note("readDeltaPage");
        deltaPages += 1;
        this.onDeltaPage(deltaPages);
        return this.#deltaPage(link);
      },
      confirm: async (ids) => {
        if (ids.length > 0) this.#note("confirm");
        const answered = ids.filter((id) => !this.unanswered.has(id));
        return new Map(
          answered.map((id): [ExternalId, Presence] => {
            const record = this.devices.get(id);
            if (record === undefined) return [id, { kind: "gone" }];
            return [id, { kind: "present", item: { kind: "device", externalId: id, record } }];
          }),
        );
      },
      close: async () => undefined,
    };
  }

  connector(): Connector {
    return {
      ...entraConnector,
      neverSet: () => neverSet,
      selectedProperties: this.selectedProperties,
      openSource: ({ observe }) => {
        this.onOpen(observe);
        return this.source();
      },
    };
  }
}
