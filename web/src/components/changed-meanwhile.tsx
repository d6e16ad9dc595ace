// Tells that somebody else changed what is being edited, shows where both differ, and lets the person choose.

import { Alert, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";

/** What is entered, in words, by the fields' labels; several lines are shown as such. */
export type FieldWords = Readonly<Record<string, string>>;

interface ChangedMeanwhileProps {
  /** What is edited, e.g. "the schedule" */
  readonly what: string;
  readonly mine: FieldWords;
  readonly theirs: FieldWords;
  readonly onTakeTheirs: () => void;
  readonly onSaveMine: () => void;
  readonly isSaving?: boolean;
}

function Differences({ mine, theirs }: Pick<ChangedMeanwhileProps, "mine" | "theirs">) {
  const labels = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  const different = labels.filter((label) => mine[label] !== theirs[label]);
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table withRowBorders={false} aria-label="Where both differ">
        <Table.Thead style={{ whiteSpace: "nowrap" }}>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Theirs, saved</Table.Th>
            <Table.Th>Mine, not saved</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {different.map((label) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" style={{ whiteSpace: "nowrap" }}>
                {label}
              </Table.Th>
              <Table.Td style={{ whiteSpace: "pre-line" }}>{theirs[label] ?? "–"}</Table.Td>
              <Table.Td style={{ whiteSpace: "pre-line" }}>{mine[label] ?? "–"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function ChangedMeanwhile(props: ChangedMeanwhileProps) {
  const { what, mine, theirs, onTakeTheirs, onSaveMine, isSaving = false } = props;
  return (
    <Alert color="yellow" icon={<IconUsers />} title={`Somebody else changed ${what} meanwhile`} role="alert">
      <Stack gap="xs">
        <Text size="sm">
          Yours is not saved, and nothing of it is lost. Take what they saved, or save yours over it.
        </Text>
        <Differences mine={mine} theirs={theirs} />
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onTakeTheirs} disabled={isSaving}>
            Take theirs
          </Button>
          <Button size="xs" onClick={onSaveMine} loading={isSaving}>
            Save mine over it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
