// How a run came to be and how long it took.

import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { durationOf } from "../../api/runs.ts";
import { type Fact, FactList } from "../../components/fact-list.tsx";
import { Moment } from "../../components/moment.tsx";
import { duration, wholeNumber } from "../../components/moment-words.ts";
import { modeWords, triggerWords } from "../../components/sync-words.ts";

const decisions = { approved: "Approved by a person", dismissed: "Dismissed by a person" } as const;

function factsOf(run: SyncRunView): readonly Fact[] {
  const { mode, trigger, queuedAt, startedAt, finishedAt, expectedDevices, retirementDecision } = run;
  const took = durationOf(run);
  return [
    { label: "Mode", value: `${modeWords[mode]}, asked for ${triggerWords[trigger]}` },
    ...(queuedAt === null ? [] : [{ label: "Queued", value: <Moment at={queuedAt} /> }]),
    { label: "Started", value: startedAt === null ? "Not yet" : <Moment at={startedAt} /> },
    { label: "Ended", value: finishedAt === null ? "Not yet" : <Moment at={finishedAt} /> },
    ...(took === null ? [] : [{ label: "Took", value: duration(took) }]),
    ...(expectedDevices === null
      ? []
      : [{ label: "The tenant counted at the start", value: `${wholeNumber(expectedDevices)} devices` }]),
    { label: "Transform map", value: `Version ${run.transformMapVersion}` },
    ...(retirementDecision === null ? [] : [{ label: "Retirements", value: decisions[retirementDecision] }]),
  ];
}

export function RunFacts({ run }: { readonly run: SyncRunView }) {
  return <FactList facts={factsOf(run)} cols={{ base: 1, xs: 2, lg: 4 }} />;
}
