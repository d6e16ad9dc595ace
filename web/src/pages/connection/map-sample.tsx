// Which stored device is shown beside the map, and what becomes of it as a whole.

import { Anchor, Button, Code, Group, Paper, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { sampleAssetsQuery } from "../../api/transform-maps.ts";
import { Disclosure } from "../../components/disclosure.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { paths } from "../../paths.ts";
import type { MapTrial } from "./use-map-trial.ts";

interface MapSampleBarProps {
  readonly id: number;
  readonly trial: MapTrial;
  /** Null: the device that changed last. */
  readonly assetId: number | null;
  readonly onChoose: (assetId: number | null) => void;
}

/** The device that is shown is offered, too, wherever a search has led. */
function useChoices(id: number, shown: { readonly id: number; readonly name: string } | null) {
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 300);
  const typed = shown !== null && settled === shown.name ? "" : settled;
  const { data = [] } = useQuery(sampleAssetsQuery(id, typed));
  const known = shown === null || data.some((one) => one.id === shown.id) ? data : [shown, ...data];
  return { choices: known, search, setSearch };
}

function DeviceChooser({ id, trial, onChoose }: Omit<MapSampleBarProps, "assetId">) {
  const { sample, assetError } = trial;
  const shown = sample ? { id: sample.assetId, name: sample.name } : null;
  const { choices, setSearch } = useChoices(id, shown);
  const at = choices.findIndex((one) => one.id === shown?.id);
  const next = choices[(at + 1) % choices.length];
  return (
    <Group align="flex-end" gap="xs">
      <Select
        label="Sample device"
        description="Search by name, or by the asset’s number."
        data={choices.map((one) => ({ value: String(one.id), label: one.name }))}
        renderOption={({ option }) => (
          <Text size="sm">
            {option.label}{" "}
            <Text span size="xs" c="dimmed">
              asset {option.value}
            </Text>
          </Text>
        )}
        value={shown === null ? null : String(shown.id)}
        onChange={(chosen) => chosen !== null && onChoose(Number(chosen))}
        onSearchChange={setSearch}
        // The server has searched already, and by more than the name.
        filter={({ options }) => options}
        nothingFoundMessage="No stored device of this connection has that name."
        error={assetError}
        allowDeselect={false}
        searchable
        w={{ base: "100%", xs: 360 }}
      />
      <Button
        variant="default"
        rightSection={<IconArrowRight size={16} aria-hidden />}
        disabled={next === undefined || next.id === shown?.id}
        onClick={() => next && onChoose(next.id)}
      >
        Next device
      </Button>
      {shown !== null && (
        <Anchor component={Link} to={paths.asset(shown.id)} size="sm" underline="always" py={8}>
          Open the asset
        </Anchor>
      )}
    </Group>
  );
}

function Json({ label, shown }: { readonly label: string; readonly shown: object }) {
  return (
    // Whoever has no mouse scrolls it by keys.
    <Code block tabIndex={0} aria-label={label} mah={400} style={{ overflow: "auto" }}>
      {JSON.stringify(shown, null, 2)}
    </Code>
  );
}

function WholeDevice({ sample }: { readonly sample: NonNullable<MapTrial["sample"]> }) {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" verticalSpacing="xs">
      <Disclosure label="The whole asset, by this map">
        <Json label="The asset as JSON" shown={sample.document} />
      </Disclosure>
      <Disclosure label="The device, as it is stored">
        <Json label="The device as JSON" shown={sample.device} />
      </Disclosure>
    </SimpleGrid>
  );
}

export function MapSampleBar({ id, trial, assetId, onChoose }: MapSampleBarProps) {
  const { sample, error, retry } = trial;
  if (sample === undefined && error !== null)
    return <ProblemAlert error={error} title="No device can be shown beside the map." onRetry={retry} />;
  if (sample === null)
    return (
      <Paper withBorder p="md">
        <Text size="sm" c="dimmed">
          No device of this connection is stored yet. After its first run, a real device is shown beside the
          map.
        </Text>
      </Paper>
    );
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <DeviceChooser id={id} trial={trial} onChoose={onChoose} />
        {assetId === null && (
          <Text size="xs" c="dimmed">
            This is the device that changed last.
          </Text>
        )}
        {sample && <WholeDevice sample={sample} />}
      </Stack>
    </Paper>
  );
}
