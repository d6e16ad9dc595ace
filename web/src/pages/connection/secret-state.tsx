// What is known of a stored secret: never its value.

import { Alert, Group, Paper, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconKey } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { Moment } from "../../components/moment.tsx";
import { counted } from "../../components/moment-words.ts";

type SecretNote = ConnectionView["secret"];

function Expiry({ expiresAt, daysLeft }: SecretNote) {
  if (expiresAt === null) return "Nobody has entered when it expires, so nobody is warned.";
  if (daysLeft === 0)
    return (
      <>
        Expired on <Moment at={expiresAt} />.
      </>
    );
  return (
    <>
      Expires on <Moment at={expiresAt} />, in {counted(daysLeft ?? 0, "day")}.
    </>
  );
}

interface SecretStateProps {
  readonly label: string;
  readonly note: SecretNote;
  readonly children?: ReactNode;
}

export function SecretState({ label, note, children }: SecretStateProps) {
  const { warningDays, storedAt } = note;
  const isExpired = note.daysLeft === 0;
  return (
    <Paper withBorder p="md" component="section" aria-label={label}>
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap">
          <IconKey size={18} aria-hidden />
          <Text fw={600}>{label}</Text>
        </Group>
        <Text size="sm">
          Stored on <Moment at={storedAt} />. {warningDays === null && <Expiry {...note} />}
        </Text>
        {warningDays !== null && (
          <Alert color={isExpired ? "red" : "yellow"} icon={<IconAlertTriangle />} py="xs">
            <Text size="sm">
              <Expiry {...note} />{" "}
              {isExpired
                ? "Microsoft refuses it: store another one."
                : "Make a new one in the app registration, and store it here."}
            </Text>
          </Alert>
        )}
        {children}
      </Stack>
    </Paper>
  );
}
