// A connection at a glance: the run under way or the last one, whether its counts add up, and when it runs next.

import { Anchor, Grid, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { durationOf, isHeld, isUnderWay } from "../../api/runs.ts";
import { CountProofPicture } from "../../components/count-proof-picture.tsx";
import { HeldAssets } from "../../components/held-assets.tsx";
import { Moment } from "../../components/moment.tsx";
import { duration } from "../../components/moment-words.ts";
import { Panel } from "../../components/panel.tsx";
import { RunCounters } from "../../components/run-counters.tsx";
import { RunProgressPanel } from "../../components/run-progress.tsx";
import { RunStateBadge } from "../../components/state-badge.tsx";
import { modeWords, triggerWords } from "../../components/sync-words.ts";
import { paths } from "../../paths.ts";
import { ConnectionFacts } from "./connection-facts.tsx";
import { RunHistory } from "./run-history.tsx";
import { useConnection } from "./use-connection.ts";

function LastRunPanel({ run }: { readonly run: SyncRunView }) {
  const { id, mode, trigger, finishedAt, counters } = run;
  const took = durationOf(run);
  return (
    <Panel title="Last run">
      <Group gap="sm">
        <RunStateBadge run={run} />
        <Text size="sm">
          <Anchor component={Link} to={paths.run(id)} inherit underline="always">
            Run {id}
          </Anchor>
          , {modeWords[mode].toLowerCase()} {triggerWords[trigger]}
          {finishedAt !== null && (
            <>
              , <Moment at={finishedAt} isRelative />
            </>
          )}
          {took !== null && `, took ${duration(took)}`}
        </Text>
      </Group>
      <RunCounters counters={counters} />
    </Panel>
  );
}

function FirstRun({ connection: { nextRunAt } }: { readonly connection: ConnectionView }) {
  return (
    <Panel title="Not run yet">
      <Text size="sm">
        The first run is a full pull: it reads every device of the tenant.{" "}
        {nextRunAt === null ? (
          "It begins when somebody presses Run now."
        ) : (
          <>
            It begins <Moment at={nextRunAt} isRelative />, or when somebody presses Run now.
          </>
        )}
      </Text>
    </Panel>
  );
}

function LatestRun({ connection }: { readonly connection: ConnectionView }) {
  const { lastRun } = connection;
  if (lastRun === null) return <FirstRun connection={connection} />;
  if (isUnderWay(lastRun)) return <RunProgressPanel run={lastRun} />;
  return (
    <>
      {isHeld(lastRun) && <HeldAssets run={lastRun} />}
      <LastRunPanel run={lastRun} />
      {lastRun.countProof !== null && (
        <Panel title="Count proof">
          <CountProofPicture proof={lastRun.countProof} />
        </Panel>
      )}
    </>
  );
}

export function OverviewTab() {
  const connection = useConnection();
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack>
          <LatestRun connection={connection} />
          {connection.lastRun !== null && (
            <Panel title="Last 30 runs">
              <RunHistory connectionId={connection.id} />
            </Panel>
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <ConnectionFacts connection={connection} />
      </Grid.Col>
    </Grid>
  );
}
