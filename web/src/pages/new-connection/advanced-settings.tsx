// The button that opens the advanced settings, and what has been chosen there.

import { Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustments } from "@tabler/icons-react";
import { counted } from "../../components/moment-words.ts";
import type { Advanced } from "./advanced.ts";
import { AdvancedDialog } from "./advanced-dialog.tsx";
import { useAdvancedTabs } from "./use-advanced-tabs.ts";
import type { NewConnection } from "./use-new-connection.ts";

function wordsOf({ lines, severityMap }: Advanced): string {
  const signals = Object.values(severityMap.severities).filter((severity) => severity !== null).length;
  const map =
    lines.length === 0
      ? "The transform map is the connector’s own"
      : `${counted(lines.length, "line")} added to the transform map`;
  const severity =
    signals === 0 ? "no signal gives a risk severity" : `${counted(signals, "signal")} with a risk severity`;
  return `${map}; ${severity}.`;
}

export function AdvancedSettings({ connection }: { readonly connection: NewConnection }) {
  const { advanced, setAdvanced, made, error } = connection;
  const [isOpen, { open, close }] = useDisclosure(false);
  const tabs = useAdvancedTabs(advanced);
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{wordsOf(advanced)}</Text>
      <Button
        variant="default"
        leftSection={<IconAdjustments size={16} aria-hidden />}
        onClick={() => {
          tabs.reset();
          open();
        }}
      >
        Advanced settings
      </Button>
      <AdvancedDialog
        isOpen={isOpen}
        onClose={close}
        tabs={tabs}
        saved={advanced}
        onSave={(changed) => setAdvanced({ ...advanced, ...changed })}
        refusal={made === null ? null : error}
      />
    </Stack>
  );
}
