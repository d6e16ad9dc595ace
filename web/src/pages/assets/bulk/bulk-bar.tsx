// What can be done to the chosen assets, and how far it is.

import { Button, CloseButton, Group, Paper, Stack, Text } from "@mantine/core";
import { IconTag, IconTagOff } from "@tabler/icons-react";
import { counted, wholeNumber } from "../../../components/moment-words.ts";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { TaskProgress } from "../../../components/task-progress.tsx";
import { everythingChosen, isTooLarge, nothingChosen } from "./selection.ts";
import { TagPicker } from "./tag-picker.tsx";
import { type PlacingTask, usePlacing } from "./use-placing.ts";
import type { SelectionState } from "./use-selection.ts";

interface BulkBarProps {
  readonly query: string;
  readonly total: number | undefined;
  readonly selection: SelectionState;
}

type Placing = ReturnType<typeof usePlacing>;

function ChoiceWords({ total, selection }: Omit<BulkBarProps, "query">) {
  const { chosen, count, choose } = selection;
  const isAll = chosen.kind === "all_but" && chosen.ids.size === 0;
  const words = count === undefined ? "All assets" : counted(count, "asset");
  return (
    <Group gap="xs">
      <Text size="sm" fw={600} role="status">
        {isAll ? `All ${words.replace("All ", "")} that the query finds` : words} chosen
      </Text>
      {!isAll && total !== undefined && count !== total && (
        <Button variant="subtle" size="compact-sm" onClick={() => choose(everythingChosen)}>
          Choose all {wholeNumber(total)}
        </Button>
      )}
      <Button variant="subtle" size="compact-sm" onClick={() => choose(nothingChosen)}>
        Choose none
      </Button>
    </Group>
  );
}

function Acts({ placing }: { readonly placing: Placing }) {
  return (
    <Group gap="xs">
      <TagPicker
        label="Put a tag on"
        icon={IconTag}
        mayMake
        isBusy={placing.acting === "put-on"}
        onPick={(tag) => placing.place(tag, "put-on")}
      />
      <TagPicker
        label="Take a tag off"
        icon={IconTagOff}
        mayMake={false}
        isBusy={placing.acting === "take-off"}
        onPick={(tag) => placing.place(tag, "take-off")}
      />
    </Group>
  );
}

function TaskLine({ task, onClose }: { readonly task: PlacingTask; readonly onClose: () => void }) {
  const isOn = task.act === "put-on";
  return (
    <Group wrap="nowrap" align="flex-start" justify="space-between">
      <div style={{ minWidth: 0, flex: 1 }}>
        <TaskProgress
          taskId={task.id}
          doing={`${isOn ? "Putting on" : "Taking off"} “${task.tagName}”`}
          done={`“${task.tagName}” is ${isOn ? "put on" : "taken off"}`}
        />
      </div>
      <CloseButton size="sm" aria-label="Close this message" onClick={onClose} />
    </Group>
  );
}

function Failure({ placing }: { readonly placing: Placing }) {
  if (placing.error === null) return null;
  if (placing.isTagGone)
    return (
      <ProblemAlert
        error={placing.error}
        title="Somebody has removed the tag meanwhile. Your choice stays."
      />
    );
  return <ProblemAlert error={placing.error} title="The tag was not changed" onRetry={placing.retry} />;
}

/** Nothing while nothing is chosen, and nothing has been done. */
export function BulkBar({ query, total, selection }: BulkBarProps) {
  const placing = usePlacing(query, selection);
  const isShown = selection.count === undefined || selection.count > 0;
  if (!isShown && placing.tasks.length === 0 && placing.error === null) return null;
  return (
    <Paper withBorder px="sm" py="xs" component="section" aria-label="Chosen assets">
      <Stack gap="xs">
        {isShown && (
          <Group justify="space-between" gap="xs">
            <ChoiceWords total={total} selection={selection} />
            {isTooLarge(selection.chosen) ? (
              <Text size="sm">
                That is more than can be chosen one by one: choose all, or narrow the query.
              </Text>
            ) : (
              <Acts placing={placing} />
            )}
          </Group>
        )}
        <Failure placing={placing} />
        {placing.tasks.map((task) => (
          <TaskLine key={task.id} task={task} onClose={() => placing.dismiss(task.id)} />
        ))}
      </Stack>
    </Paper>
  );
}
