// The part of the storage port that is about connections: what a person makes of them, their plans and their removal.

import type { Timestamp } from "./clock.ts";
import type { Connection, ConnectionProfile, ConnectionSettings } from "./connection.ts";
import type { ConnectionId } from "./id.ts";
import type { RetirementGuard } from "./retirement.ts";
import type { Secret } from "./secret.ts";

export interface NewConnection extends Partial<ConnectionProfile> {
  readonly name: string;
  readonly connectorId: string;
  /** `custom` where it is left out. */
  readonly cloud?: string;
  readonly settings: ConnectionSettings;
  readonly secret: Secret;
  readonly secretExpiresAt?: Timestamp | null;
  readonly retirementGuard?: RetirementGuard;
  readonly fullPullEveryMs?: number;
}

/** Only what is given is changed. A secret that is given replaces both, the one in use and the one that waits. */
export interface ConnectionChange extends Partial<ConnectionProfile> {
  readonly cloud?: string;
  readonly settings?: ConnectionSettings;
  readonly secret?: Secret;
  readonly secretExpiresAt?: Timestamp | null;
  readonly retirementGuard?: RetirementGuard;
  readonly fullPullEveryMs?: number;
}

/** A settings' pass is for these and no others. */
export interface TestedSettings {
  readonly connectorId: string;
  readonly settings: ConnectionSettings;
  readonly secret: Secret;
}

/** What becomes of the assets of a connection that is removed. */
export type AssetsFate = "retire" | "purge";

export interface Removal {
  readonly id: ConnectionId;
  readonly assets: AssetsFate;
}

export interface ConnectionPage {
  readonly after: number;
  readonly limit: number;
}

/** Where the scheduler has to look: a schedule that was changed, or a run that is due. */
export interface PlannedConnection {
  readonly id: ConnectionId;
  readonly schedule: ConnectionProfile["schedule"];
  readonly nextRunAt: Timestamp | null;
}

/** A secret whose expiry is near, with the last warning that was given of it, in days left; null where none was. */
export interface ExpiringSecret {
  readonly id: ConnectionId;
  readonly expiresAt: Timestamp;
  readonly warnedDays: number | null;
}

export interface ConnectionReader {
  /** Throws `connection.not_found`, also for one that is removed. */
  readConnection(id: ConnectionId): Promise<Connection>;
  /** In the order of ids, without those that are removed. */
  readConnections(page: ConnectionPage): Promise<readonly Connection[]>;
  /** The connection's secret, decrypted; throws `secret.key_unknown` or `secret.unreadable`. */
  readSecret(id: ConnectionId): Promise<Secret>;
  /** The secret that waits; throws `connection.no_next_secret` where there is none. */
  readNextSecret(id: ConnectionId): Promise<Secret>;
  /** Whether exactly these settings passed the connection test at `since` or later. */
  hasPassed(tested: TestedSettings, since: Timestamp): Promise<boolean>;
  /** Connections whose schedule has not been looked at since it was made, changed, or resumed. */
  readUnplanned(limit: number): Promise<readonly PlannedConnection[]>;
  /** Connections whose next run is at `now` or before, the longest due first; paused ones are not among them. */
  readDue(now: Timestamp, limit: number): Promise<readonly PlannedConnection[]>;
  /** When the next run of any connection is due later than `after`; null where none is planned. */
  readNextDueAt(after: Timestamp): Promise<Timestamp | null>;
  /** Removed connections whose assets are still to be seen to. */
  readRemovals(): Promise<readonly Removal[]>;
  /** Secrets in use that expire at `before` or earlier, but for those of whose expiry somebody was told; the soonest first. */
  readExpiringSecrets(before: Timestamp): Promise<readonly ExpiringSecret[]>;
}

export interface ConnectionWriter {
  /** Throws `connection.name_taken`, also by a name that differs in case alone. */
  createConnection(connection: NewConnection, at: Timestamp): Promise<ConnectionId>;
  /**
   * Throws `connection.changed_meanwhile` unless the connection is of that version, `connection.name_taken`, and
   * `connection.not_found`. Where the settings are other ones by it, also `connection.tenant_fixed` once the connection has
   * devices of another tenant, and `connection.busy`; it forgets no device, and the next run is a full pull from its
   * beginning. A schedule that is another one by it is planned anew. What is given as it is already changes nothing.
   */
  changeConnection(id: ConnectionId, version: number, change: ConnectionChange, at: Timestamp): Promise<void>;
  /**
   * A paused connection is asked for no run, neither by its schedule nor by hand; null resumes it. A run that was asked for
   * before goes on. Throws `connection.not_found`.
   */
  setPaused(id: ConnectionId, pausedAt: Timestamp | null): Promise<void>;
  setNextSecret(id: ConnectionId, secret: Secret, expiresAt: Timestamp | null, at: Timestamp): Promise<void>;
  /** Throws `connection.no_next_secret`. */
  dropNextSecret(id: ConnectionId): Promise<void>;
  /** The secret that waits replaces the one in use; throws `connection.no_next_secret`. */
  takeOverNextSecret(id: ConnectionId): Promise<void>;
  /** Notes that exactly these settings passed, and forgets passes of before `since`. */
  addPass(tested: TestedSettings, at: Timestamp, since: Timestamp): Promise<void>;
  /**
   * Notes when the next run is. Does nothing, and answers false, where somebody else has planned or changed it since it was read.
   * A connection that never ran becomes *scheduled*, or *registered* again where no run is planned.
   */
  planRun(planned: PlannedConnection, nextRunAt: Timestamp | null): Promise<boolean>;
  /**
   * Notes that somebody is warned with so many days left. False where the same warning or a later one was noted meanwhile, or
   * the secret is another one by now.
   */
  noteSecretWarning(secret: ExpiringSecret, days: number): Promise<boolean>;
  /** The connection is gone for everybody at once, its credentials too; its assets are seen to afterwards. Throws `connection.not_found`, `connection.busy`. */
  removeConnection(removal: Removal, at: Timestamp): Promise<void>;
  /** Retires up to `limit` active assets of a removed connection; answers how many there were. */
  retireRemoved(id: ConnectionId, limit: number, at: Timestamp): Promise<number>;
  /**
   * Deletes up to `limit` devices of a removed connection with all that hangs on them, and when none is left as many entries
   * of its runs' logs and rejections; answers how many there were.
   */
  purgeRemoved(id: ConnectionId, limit: number): Promise<number>;
  /** All assets are seen to: a purged connection is forgotten with its runs and logs. */
  finishRemoval(removal: Removal): Promise<void>;
}
