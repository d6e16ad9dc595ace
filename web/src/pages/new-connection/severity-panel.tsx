// The risk severities of a connection that is about to be made.

import { Button, Group, Stack } from "@mantine/core";
import { SeverityForm, severityMapOf } from "../../forms/severity-form.tsx";
import type { Advanced } from "./advanced.ts";
import type { AdvancedTabs } from "./use-advanced-tabs.ts";

interface SeverityPanelProps {
  readonly tabs: AdvancedTabs;
  readonly onSave: (changed: Partial<Advanced>) => void;
}

export function SeverityPanel({ tabs, onSave }: SeverityPanelProps) {
  const { severity, setSeverity, hasSeverityChanged } = tabs;
  const severityMap = severityMapOf(severity);
  return (
    <Stack>
      <SeverityForm value={severity} onChange={setSeverity} />
      <Group justify="flex-end">
        <Button
          disabled={!hasSeverityChanged || severityMap === null}
          onClick={() => severityMap !== null && onSave({ severityMap })}
        >
          Save risk severity
        </Button>
      </Group>
    </Stack>
  );
}
