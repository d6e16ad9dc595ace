// Filters, transform map and risk severity of a connection that is about to be made: each is kept by its own Save.

import { Alert, Modal, Tabs, Text } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import type { Advanced } from "./advanced.ts";
import { MapPanel } from "./map-panel.tsx";
import { SeverityPanel } from "./severity-panel.tsx";
import type { AdvancedTabs } from "./use-advanced-tabs.ts";

interface PanelsProps {
  readonly tabs: AdvancedTabs;
  readonly saved: Advanced;
  readonly onSave: (changed: Partial<Advanced>) => void;
  /** Why the server did not take them; null where it has not been asked or did. */
  readonly refusal: Error | null;
}

interface AdvancedDialogProps extends PanelsProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function FiltersPanel() {
  return (
    <Alert color="gray" title="This connector takes no filters">
      <Text size="sm">
        It brings every device of the tenant. To keep some out, choose tags in the step before, under “Include
        hosts having the selected tags”.
      </Text>
    </Alert>
  );
}

const marked = (label: string, isChanged: boolean): string => (isChanged ? `${label} (not saved)` : label);

function Panels({ tabs, saved, onSave, refusal }: PanelsProps) {
  return (
    <Tabs defaultValue="filters">
      <Tabs.List mb="md">
        <Tabs.Tab value="filters">Filters</Tabs.Tab>
        <Tabs.Tab value="map">{marked("Transform map", tabs.hasLinesChanged)}</Tabs.Tab>
        <Tabs.Tab value="severity">{marked("Risk severity", tabs.hasSeverityChanged)}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="filters">
        <FiltersPanel />
      </Tabs.Panel>
      <Tabs.Panel value="map">
        <MapPanel tabs={tabs} saved={saved.lines} onSave={onSave} refusal={refusal} />
      </Tabs.Panel>
      <Tabs.Panel value="severity">
        <SeverityPanel tabs={tabs} onSave={onSave} />
      </Tabs.Panel>
    </Tabs>
  );
}

export function AdvancedDialog({ isOpen, onClose, tabs, ...panels }: AdvancedDialogProps) {
  const [isAsking, { open: ask, close: stopAsking }] = useDisclosure(false);
  const isNarrow = useMediaQuery("(max-width: 48em)");
  const changed = [
    ...(tabs.hasLinesChanged ? ["the transform map"] : []),
    ...(tabs.hasSeverityChanged ? ["the risk severity"] : []),
  ];
  return (
    <Modal.Stack>
      <Modal
        stackId="advanced"
        closeButtonProps={{ "aria-label": "Close" }}
        opened={isOpen}
        onClose={() => (changed.length > 0 ? ask() : onClose())}
        title="Advanced settings"
        size={920}
        fullScreen={isNarrow === true}
        closeOnClickOutside={false}
      >
        <Panels tabs={tabs} {...panels} />
      </Modal>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={stopAsking}
        stackId="ask"
        title="Close without saving?"
        confirmLabel="Close without saving"
        isDangerous
        onConfirm={async () => onClose()}
      >
        <Text size="sm">You have changed {changed.join(" and ")}, and it is not saved.</Text>
      </ConfirmDialog>
    </Modal.Stack>
  );
}
