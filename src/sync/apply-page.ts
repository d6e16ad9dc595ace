// Writes one page: every device reconciled, every removal staged, in one transaction with the checkpoint behind it.

import type { Checkpoint } from "../core/checkpoint.ts";
import type { DeltaItem } from "../core/connector.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { AssetId, ExternalId } from "../core/id.ts";
import { type FoldedPage, foldPage } from "../core/page-items.ts";
import { type RecordManner, reconcile, type StoredDevice, type Verdict } from "../core/reconcile.ts";
import type { RetirementCandidate } from "../core/retirement.ts";
import type { StorageWriter, WriteContext } from "../core/storage.ts";
import type { Rejection } from "../core/sync-run.ts";
import { commitStep, type Session, type Step } from "./session.ts";

interface Page {
  readonly items: readonly DeltaItem[];
  readonly requestId: string | null;
}

type Known = ReadonlyMap<ExternalId, StoredDevice>;

/** Of what the pull asks for: a delta link goes on answering with what it began with. */
function neverSetOf({ connector, basis }: Session): DeviceRecord {
  return connector.neverSet(basis.selectedProperties);
}

/** What the scope asks for of the assets that the page is about. */
async function readAssets({ scope }: Session, writer: StorageWriter, known: Known) {
  if (scope.asks === "nothing") return new Map();
  const ids = [...known.values()].flatMap(({ assetId, asset }) => (asset === null ? [] : [assetId]));
  return writer.readKnownAssets(ids, scope.asks === "assets_with_history");
}

async function judge(
  session: Session,
  writer: StorageWriter,
  folded: FoldedPage,
  known: Known,
  manner: RecordManner,
): Promise<readonly Verdict[]> {
  const { map, scope, unlikeAsked } = session;
  const assets = await readAssets(session, writer, known);
  const rules = { map, neverSet: neverSetOf(session), scope, unlikeAsked, assets };
  return [...folded.present].map(([externalId, record]) =>
    reconcile(known.get(externalId) ?? null, { externalId, record }, manner, rules),
  );
}

function removalsOf(folded: FoldedPage, known: Known): readonly RetirementCandidate[] {
  return [...folded.removed].flatMap(([externalId, isRestorable]) => {
    const stored = known.get(externalId);
    if (stored === undefined) return [];
    const reason = isRestorable ? "soft_deleted_at_source" : "deleted_at_source";
    return [{ assetId: stored.assetId, reason }];
  });
}

/** Devices that do not belong to the scope any more, and whose asset is therefore to be retired. */
function leaversOf(verdicts: readonly Verdict[]): readonly RetirementCandidate[] {
  return verdicts.flatMap((verdict) =>
    "leavesAsset" in verdict && verdict.leavesAsset && verdict.assetId !== null
      ? [{ assetId: verdict.assetId, reason: "left_scope" as const }]
      : [],
  );
}

const countedAs = { still_rejected: "rejected", still_excluded: "excluded" } as const;

function countVerdicts(verdicts: readonly Verdict[]) {
  const counts = { created: 0, updated: 0, unchanged: 0, restored: 0, rejected: 0, excluded: 0 };
  for (const { kind } of verdicts)
    counts[kind === "still_rejected" || kind === "still_excluded" ? countedAs[kind] : kind] += 1;
  return counts;
}

function stepOf(page: Page, verdicts: readonly Verdict[], rejections: readonly Rejection[]): Step {
  const counts = countVerdicts(verdicts);
  const withoutId = rejections.filter((rejection) => rejection.externalId === null).length;
  const rejected = rejections.length;
  const fetched = page.items.length;
  return {
    counters: { ...counts, rejected, fetched, withoutId, pages: 1 },
    log: {
      level: "info",
      code: "run.page_written",
      message: `A page of ${fetched} devices is written.`,
      requestId: page.requestId,
      details: { fetched, ...counts, rejected },
    },
  };
}

/** What a page says, in one transaction that its caller commits with the checkpoint behind it. */
export async function writePage(
  session: Session,
  writer: StorageWriter,
  context: WriteContext,
  page: Page,
  manner: RecordManner,
): Promise<{ step: Step; ids: readonly AssetId[]; removals: readonly RetirementCandidate[] }> {
  const folded = foldPage(page.items, neverSetOf(session));
  const ids = [...folded.present.keys(), ...folded.removed.keys()];
  const known = await writer.findDevices(context, ids);
  const verdicts = await judge(session, writer, folded, known, manner);
  const written = await writer.applyVerdicts(context, verdicts);
  const refused = verdicts.flatMap((verdict) => ("rejection" in verdict ? [verdict.rejection] : []));
  const rejections = [...folded.rejections, ...refused];
  await writer.addRejections(session.runId, rejections);
  // What was staged before is judged anew by what came now.
  await writer.unstage(session.runId, written);
  await writer.stageRemoved(context, leaversOf(verdicts));
  return { step: stepOf(page, verdicts, rejections), ids: written, removals: removalsOf(folded, known) };
}

/** A page of a full pull's list: what it names is seen. */
export function applyListPage(session: Session, page: Page, checkpoint: Checkpoint): Promise<void> {
  return commitStep(session, checkpoint, async (writer, context) => {
    const { step, ids } = await writePage(session, writer, context, page, "whole");
    await writer.addSeenDevices(session.runId, ids);
    return step;
  });
}

/** A page of a delta round; within a full pull, what it names is seen as well. */
export function applyDeltaPage(
  session: Session,
  page: Page,
  checkpoint: Checkpoint,
  manner: RecordManner,
): Promise<void> {
  return commitStep(session, checkpoint, async (writer, context) => {
    const { step, ids, removals } = await writePage(session, writer, context, page, manner);
    await writer.stageRemoved(context, removals);
    if (session.mode === "full_pull") await writer.addSeenDevices(session.runId, ids);
    return step;
  });
}
