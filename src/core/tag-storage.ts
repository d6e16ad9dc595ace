// The part of the storage port that is about tags: what a person makes of them, and on which assets they are.

import type { Timestamp } from "./clock.ts";
import type { AssetId, InventoryTaskId, TagId } from "./id.ts";
import type { TaskStep, TaskTarget } from "./inventory-task.ts";
import type { KnownAsset } from "./scope.ts";
import type { Tag, TagProfile } from "./tag.ts";

export interface TagPage {
  readonly after: number;
  readonly limit: number;
}

/** Assets in the order of their ids: those beyond `after`, up to `through`. */
export interface AssetSpan {
  readonly after: number;
  readonly through: number;
}

/** Why a dynamic tag has to be judged anew although neither its rule nor an asset changes: time passes, or a run has seen assets again. */
export type ChangingTag = { readonly id: TagId; readonly with: "time" | "last_seen" };

export interface ScopeTag {
  readonly id: TagId;
  readonly name: string;
  readonly rule: string | null;
  /** Grows whenever people have put the tag on assets or taken it off. */
  readonly placements: number;
}

export interface TagReader {
  /** Throws `tag.not_found`. */
  readTag(id: TagId): Promise<Tag>;
  /** In the order of ids. */
  readTags(page: TagPage): Promise<readonly Tag[]>;
  /** Those of the names that no tag has. */
  findUnknownTags(names: readonly string[]): Promise<readonly string[]>;
  /** Every tag, as far as a scope is about it. */
  readScopeTags(): Promise<readonly ScopeTag[]>;
  /** What a scope may ask for of these assets, by their ids; the history only where it is asked for. */
  readKnownAssets(ids: readonly AssetId[], withHistory: boolean): Promise<ReadonlyMap<AssetId, KnownAsset>>;
  readChangingTags(at: Timestamp): Promise<readonly ChangingTag[]>;
}

export interface TagWriter {
  /** Throws `tag.name_taken`, also by a name that differs in case alone, `tag.rule_refused` and `tag.rule_loop`. A rule is then judged by a task. */
  createTag(profile: TagProfile, at: Timestamp): Promise<TagId>;
  /**
   * Only what is given is changed. Throws `tag.not_found`, `tag.changed_meanwhile` unless the tag is of that version, what
   * `createTag` throws, and `tag.in_use` where the rule of another tag names it and would not under its new name. Connections that
   * name the tag go on naming it. A rule that is another one by it is judged by a task; a tag that becomes static stays where it is.
   */
  changeTag(id: TagId, version: number, change: Partial<TagProfile>, at: Timestamp): Promise<void>;
  /** It comes off every asset by the task that is answered. Throws `tag.not_found`, and `tag.in_use` where a connection or another tag's rule names it. */
  removeTag(id: TagId, at: Timestamp): Promise<InventoryTaskId>;
  /**
   * A step of putting a static tag on assets, or of taking it off: those of a target within the span. A query's times are those of
   * `askedAt`. Throws `tag.not_found`, `tag.is_dynamic`, `tag.query_refused`.
   */
  placeTag(placing: TagPlacing, span: AssetSpan, at: Timestamp): Promise<TaskStep>;
  /** A step of judging one tag's rule. Nothing where the tag is static by now, or gone; throws `tag.rule_refused`. */
  judgeTag(id: TagId, span: AssetSpan, at: Timestamp): Promise<TaskStep>;
  /** A step of taking a removed tag off. */
  forgetTag(id: TagId, span: AssetSpan): Promise<TaskStep>;
  /** Forgets what assets had in common and none has any more. */
  forgetUnusedTraits(): Promise<void>;
}

export interface TagPlacing {
  readonly tagId: TagId;
  readonly act: "put_on" | "take_off";
  readonly target: TaskTarget;
  readonly askedAt: Timestamp;
}
