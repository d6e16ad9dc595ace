// One sync run: what it did, and its log.

import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconHistoryOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { connectionQuery } from "../../api/connections.ts";
import { isProblem } from "../../api/problem.ts";
import { isHeld, isUnderWay, runQuery } from "../../api/runs.ts";
import { CountProofPicture } from "../../components/count-proof-picture.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { HeldAssets } from "../../components/held-assets.tsx";
import { HeldAlert } from "../../components/held-run.tsx";
import { LogView } from "../../components/log-view.tsx";
import { Page } from "../../components/page.tsx";
import { Panel } from "../../components/panel.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { Rejections } from "../../components/rejections.tsx";
import { RunCounters } from "../../components/run-counters.tsx";
import { RunFailure } from "../../components/run-failure.tsx";
import { RunProgressPanel } from "../../components/run-progress.tsx";
import { RunStateBadge } from "../../components/state-badge.tsx";
import { idIn, paths } from "../../paths.ts";
import { RunFacts } from "./run-facts.tsx";

function RunLog({ run }: { readonly run: SyncRunView }) {
  const [search, setSearch] = useSearchParams();
  return (
    <Panel title="Log">
      <LogView
        path={`/runs/${run.id}/log`}
        following={isUnderWay(run) ? { connectionId: run.connectionId } : null}
        level={search.get("level") ?? "all"}
        onLevel={(level) => setSearch(level === "all" ? {} : { level }, { replace: true })}
      />
    </Panel>
  );
}

function Outcome({ run, isLatest }: { readonly run: SyncRunView; readonly isLatest: boolean }) {
  const { failure } = run;
  if (isUnderWay(run)) return <RunProgressPanel run={run} />;
  if (isHeld(run))
    return (
      <>
        <HeldAlert run={run} isLatest={isLatest} />
        <HeldAssets run={run} />
      </>
    );
  return failure === null ? null : <RunFailure run={run} failure={failure} isLatest={isLatest} />;
}

function Content({ run, isLatest }: { readonly run: SyncRunView; readonly isLatest: boolean }) {
  return (
    <Stack>
      <Outcome run={run} isLatest={isLatest} />
      <Panel title="What it did">
        <RunFacts run={run} />
        <RunCounters counters={run.counters} />
      </Panel>
      {run.countProof !== null && (
        <Panel title="Count proof">
          <CountProofPicture proof={run.countProof} />
        </Panel>
      )}
      {run.counters.rejected > 0 && <Rejections runId={run.id} />}
      <RunLog run={run} />
    </Stack>
  );
}

function NoSuchRun() {
  return (
    <Page title="Run">
      <EmptyState
        icon={IconHistoryOff}
        title="This run is not there."
        action={
          <Button component={Link} to={paths.connections}>
            All connections
          </Button>
        }
      >
        The address is mistyped, or its connection was removed and its assets purged.
      </EmptyState>
    </Page>
  );
}

function RunFrame({ run }: { readonly run: SyncRunView }) {
  const { id, connectionId } = run;
  const { data, error } = useQuery(connectionQuery(connectionId));
  const connection = isProblem(error, "connection.not_found") ? undefined : data?.value;
  const above = [
    { label: "Connections", to: paths.connections },
    ...(connection === undefined ? [] : [{ label: connection.name, to: paths.connection(connectionId) }]),
    ...(connection === undefined ? [] : [{ label: "Runs", to: paths.connection(connectionId, "runs") }]),
  ];
  return (
    <Page title={`Run ${id}`} above={above} beside={<RunStateBadge run={run} />}>
      {isProblem(error, "connection.not_found") && (
        <Text size="sm">The connection of this run was removed.</Text>
      )}
      {data === undefined && error === null ? (
        <Waiting />
      ) : (
        <Content run={run} isLatest={connection?.lastRun?.id === id} />
      )}
    </Page>
  );
}

function Waiting() {
  return <Skeleton h={240} aria-busy role="status" aria-label="Loading" />;
}

export function RunPage() {
  const id = idIn(useParams().id);
  const { data, error, refetch } = useQuery({ ...runQuery(id ?? 0), enabled: id !== null });
  if (id === null || isProblem(error, "run.not_found")) return <NoSuchRun />;
  if (data !== undefined) return <RunFrame run={data} />;
  return (
    <Page title="Run">{error === null ? <Waiting /> : <ProblemAlert error={error} onRetry={refetch} />}</Page>
  );
}
