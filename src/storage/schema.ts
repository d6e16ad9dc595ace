// The tables, as Kysely sees them. Times are milliseconds since 1970 in UTC; JSON is kept as text, as it was written.

import type { Generated } from "kysely";

export interface ConnectionTable {
  id: Generated<number>;
  name: string;
  /** The name as it is compared: two names that differ in case alone are one. */
  name_key: string;
  description: string;
  /** JSON: names. */
  tags: string;
  connector_id: string;
  cloud: string;
  tenant_id: string;
  client_id: string;
  login_url: string;
  graph_url: string;
  token_endpoint: string;
  /** JWE; the key's id is in its header. */
  secret: string;
  secret_stored_at: number;
  secret_expires_at: number | null;
  /** The least of the days left at which somebody was warned; null where nobody was since the secret or its expiry was entered. */
  secret_warned_days: number | null;
  /** As `secret`; it waits to take over. */
  next_secret: string | null;
  next_secret_stored_at: number | null;
  next_secret_expires_at: number | null;
  version: number;
  state: string;
  /** JSON, as a person entered it. */
  schedule: string | null;
  /** 1 until the scheduler has looked at the schedule since it was made, changed or resumed. */
  needs_plan: number;
  next_run_at: number | null;
  paused_at: number | null;
  removed_at: number | null;
  removed_assets: string | null;
  delta_link: string | null;
  basis: string | null;
  last_seen_at: number | null;
  last_full_pull_at: number | null;
  /** Records without id on the last completed full pull. */
  without_id: number;
  guard_share: number;
  guard_minimum: number;
  full_pull_every_ms: number;
  /** 1 is the connector's own map, later ones are in `transform_map`. */
  transform_map_version: Generated<number>;
  /** JSON; null where no signal gives a severity. */
  severity_map: string | null;
  created_at: number;
}

/** Settings that passed the connection test. */
export interface ConnectionPassTable {
  fingerprint: string;
  passed_at: number;
}

export interface TagTable {
  id: Generated<number>;
  name: string;
  /** The name as it is compared: two names that differ in case alone are one. */
  name_key: string;
  colour: string;
  description: string;
  criticality: number;
  /** A query; null where the tag is static. */
  rule: string | null;
  /** Grows whenever people put the tag on assets or take it off: a scope that asks for it is another one then. */
  placements: Generated<number>;
  version: number;
  created_at: number;
}

export interface SyncRunTable {
  id: Generated<number>;
  connection_id: number;
  mode: string;
  trigger: string;
  /** The moment of the schedule for which the run was asked; null where a person asked. */
  due_at: number | null;
  /** The `name` within `state`, to be searched by. */
  state_name: string;
  state: string;
  cancel_requested_at: number | null;
  counters: string;
  expected_devices: number | null;
  transform_map_version: number;
  checkpoint: string | null;
  count_proof: string | null;
  retirement_decision: string | null;
  claim: string | null;
  basis: string | null;
}

export interface RunLogTable {
  id: Generated<number>;
  run_id: number;
  connection_id: number;
  at: number;
  level: string;
  code: string;
  message: string;
  request_id: string | null;
  details: string;
}

export interface RejectionTable {
  id: Generated<number>;
  run_id: number;
  external_id: string | null;
  code: string;
  message: string;
}

export interface DeviceTable {
  asset_id: Generated<number>;
  connection_id: number;
  external_id: string;
  standing: string;
  record: string;
}

/**
 * What many assets have in common, kept once for all of them: a search decides it on a few thousand rows, and a count of it
 * is a sum (ADR 0018).
 */
export interface TraitsTable {
  id: Generated<number>;
  /** JSON of everything that sets these traits apart from others; unique. */
  key: string;
  connection_id: number;
  is_retired: number;
  operating_system: string | null;
  operating_system_version: string | null;
  trust_type: string | null;
  is_compliant: number | null;
  is_managed: number | null;
  is_enabled: number | null;
  is_stale: number;
  /** The ids of the tags in their order, each between commas: `,3,17,`, and `,` for none. */
  tag_set: string;
  /** The rest follows from the above. The two texts are in the form of `searchText`, and null where there is none. */
  operating_system_text: string | null;
  operating_system_version_text: string | null;
  category: string | null;
  severity: number | null;
  criticality: number;
  /** How many assets have these traits. Nothing but the database's triggers writes it. */
  asset_count: Generated<number>;
}

export interface AssetTable {
  id: number;
  traits_id: number;
  name: string;
  /** In the form of `searchText`. */
  name_text: string;
  entra_device_id: string | null;
  last_sign_in_at: number | null;
  registered_at: number | null;
  accepted_record: string | null;
  retired_at: number | null;
  retired_reason: string | null;
  /** Kept when the device is gone; null while it is there. */
  last_seen_at: number | null;
  first_seen_at: number;
  last_changed_at: number;
  created_by_run_id: number;
}

/** What a connection's transform map adds to the default ones, where it is not null. */
export interface AssetAttributeTable {
  asset_id: number;
  /** As in `attribute.NAME`. */
  name: string;
  value: string;
  /** In the form of `searchText`. */
  value_text: string;
}

export interface AssetChangeTable {
  id: Generated<number>;
  asset_id: number;
  run_id: number;
  at: number;
  kind: string;
  /** `lifecycle.state` where the asset was retired or restored. */
  property: string;
  /** JSON; SQL null where the property is absent. */
  before: string | null;
  after: string | null;
}

export interface SeenPageTable {
  id: Generated<number>;
  run_id: number;
  asset_ids: string;
}

export interface RetirementCandidateTable {
  run_id: number;
  asset_id: number;
  reason: string;
}

export interface IdempotencyKeyTable {
  /** Stands for the key and its principal; the key itself is not kept. */
  id: string;
  fingerprint: string;
  taken_at: number;
  is_answered: number;
  /** JSON; null where none is kept. */
  answer: string | null;
}

/** Of the server itself, where its processes have no folder in common. */
export interface ServerSecretTable {
  id: Generated<number>;
  name: string;
  /** JWE; the key's id is in its header. */
  sealed: string;
}

/** What is read here of a table that is of access (`src/access`). */
export interface UserAccountTable {
  readonly id: string;
  readonly name: string;
}

export interface SavedQueryTable {
  id: Generated<number>;
  /** Null where it was saved on the server's own machine. */
  user_id: string | null;
  name: string;
  name_key: string;
  text: string;
  is_shared: number;
  version: number;
  created_at: number;
}

export interface RecentQueryTable {
  id: Generated<number>;
  user_id: string;
  text: string;
  used_at: number;
}

/** Every map that a connection had; version 1 is the connector's own and is not here. */
export interface TransformMapTable {
  connection_id: number;
  version: number;
  /** JSON: the lines that a person added. */
  rules: string;
  created_at: number;
}

export interface InventoryTaskTable {
  id: Generated<number>;
  /** JSON. */
  work: string;
  state: string;
  created_at: number;
  ended_at: number | null;
  after_asset_id: number;
  through_asset_id: number;
  changed: number;
  error_code: string | null;
  error_message: string | null;
}

export interface Database {
  traits: TraitsTable;
  asset_attribute: AssetAttributeTable;
  user_account: UserAccountTable;
  saved_query: SavedQueryTable;
  recent_query: RecentQueryTable;
  transform_map: TransformMapTable;
  inventory_task: InventoryTaskTable;
  idempotency_key: IdempotencyKeyTable;
  server_secret: ServerSecretTable;
  connection: ConnectionTable;
  connection_pass: ConnectionPassTable;
  tag: TagTable;
  sync_run: SyncRunTable;
  run_log: RunLogTable;
  rejection: RejectionTable;
  device: DeviceTable;
  asset: AssetTable;
  asset_change: AssetChangeTable;
  seen_page: SeenPageTable;
  retirement_candidate: RetirementCandidateTable;
}
