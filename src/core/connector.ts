// The port to a kind of source: what the engine asks of a connector, page by page.

import type { DeltaPageEnd, ListPageEnd } from "./checkpoint.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { CheckResult } from "./connection-test.ts";
import type { DeviceRecord } from "./device-record.ts";
import type { DeltaLink, ExternalId, PageLink } from "./id.ts";
import type { Secret } from "./secret.ts";
import type { Rejection } from "./sync-run.ts";
import type { TransformMap, TransformRule } from "./transform-map.ts";

/** A device as it came, or the reason why nothing can be made of the record. */
export type ListItem =
  | { readonly kind: "device"; readonly externalId: ExternalId; readonly record: DeviceRecord }
  | { readonly kind: "unreadable"; readonly rejection: Rejection };

/** In a delta round a device names at least what changed, and a removal says whether the source can still restore it. */
export type DeltaItem =
  | ListItem
  | { readonly kind: "removed"; readonly externalId: ExternalId; readonly restorable: boolean };

interface Page<Item> {
  readonly items: readonly Item[];
  /** The source's own id of the request that brought this page. */
  readonly requestId: string | null;
}
export interface ListPage extends Page<ListItem> {
  readonly end: ListPageEnd;
}
export interface DeltaPage extends Page<DeltaItem> {
  readonly end: DeltaPageEnd;
}

/** What the source says of a device that it was asked for by its id: the whole device, or that it does not have it. */
export type Presence = { readonly kind: "present"; readonly item: ListItem } | { readonly kind: "gone" };

/** What happens between the engine's calls, for counters and log. Neither secret nor token nor link is in it. */
export type SourceEvent =
  | {
      readonly kind: "request";
      readonly operation: string;
      readonly status: number | null;
      readonly requestId: string | null;
    }
  | {
      readonly kind: "waiting";
      readonly operation: string;
      readonly durationMs: number;
      readonly why: string;
      readonly requestId: string | null;
    }
  | { readonly kind: "token_renewed" };

/**
 * One connection's source of devices. Every call throws a `SourceFailure` once its retries are used up, and the signal's
 * reason when it is aborted; none ever answers a failure with an empty result.
 */
export interface DeviceSource {
  /** A delta link for changes from now on, or null where the source refuses to give one beforehand. */
  latestDeltaLink(signal: AbortSignal): Promise<DeltaLink | null>;
  /** How many devices the source says it has; it may lag behind by a little. */
  countDevices(signal: AbortSignal): Promise<number>;
  /** One page of the list of whole devices; the first when `link` is null. */
  readListPage(link: PageLink | null, signal: AbortSignal): Promise<ListPage>;
  /** One page of a delta round; the first page of an initial round, with whole devices, when `link` is null. */
  readDeltaPage(link: DeltaLink | null, signal: AbortSignal): Promise<DeltaPage>;
  /** Asks for each device by its id. The answer has every id that was asked. */
  confirm(ids: readonly ExternalId[], signal: AbortSignal): Promise<ReadonlyMap<ExternalId, Presence>>;
  close(): Promise<void>;
}

export interface OpenSourceOptions {
  readonly settings: ConnectionSettings;
  readonly secret: Secret;
  readonly clock: Clock;
  /** What is asked of each device: the connector's own properties, and those that the connection's map adds. */
  readonly selectedProperties: readonly string[];
  readonly observe: (event: SourceEvent) => void;
}

export type TestConnectionOptions = Omit<OpenSourceOptions, "observe">;

export interface Connector {
  /** As in the catalog, e.g. `entra-devices`. */
  readonly id: string;
  readonly vendor: string;
  readonly product: string;
  readonly defaultTransformMap: TransformMap;
  /** What is asked of each device, whatever its map. A delta link goes on answering with what was asked for when it began. */
  readonly selectedProperties: readonly string[];
  /** Why a property cannot be asked for, in words for people; null where it can, as far as can be told without asking. */
  whyUnreadable(property: string): string | null;
  /**
   * What a whole record shows of each of these properties that was never set, and that a delta round leaves out: null, an
   * empty collection, or an object whose members are all there.
   */
  neverSet(selectedProperties: readonly string[]): DeviceRecord;
  openSource(options: OpenSourceOptions): DeviceSource;
  /**
   * Makes the five checks one after the other and tells each as it ends: exactly one result for each of `checkNames`, in
   * their order. What a check finds is a result and never thrown; an abort throws the signal's reason.
   */
  testConnection(options: TestConnectionOptions, signal: AbortSignal): AsyncIterable<CheckResult>;
}

/** What the catalog tells of a kind of source, in the words that are shown to people. */
export interface CatalogEntry {
  /** The connector's id. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vendor: string;
  readonly product: string;
  readonly category: string;
  readonly assetTypes: readonly string[];
  /** Empty where findings are not supported. */
  readonly findingTypes: readonly string[];
  readonly version: string;
  readonly type: string;
  readonly integrationMethod: string;
  readonly direction: string;
  readonly supports: {
    readonly deltaPull: boolean;
    readonly installedSoftware: boolean;
    readonly sourceTags: boolean;
    readonly filters: boolean;
  };
  /** The lines with which each connection's transform map begins, and which stay. */
  readonly transformMap: readonly TransformRule[];
  /** Those that a full pull asks for in any case; a map may begin at others, too. */
  readonly deviceProperties: readonly string[];
  /** What the source's administrator grants. */
  readonly permissions: readonly {
    readonly name: string;
    readonly type: string;
    readonly isConsentRequired: boolean;
    readonly purpose: string;
  }[];
}
