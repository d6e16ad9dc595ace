// The filters above the feed.

import { Button, MultiSelect, NumberInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { changeKinds } from "../../api/asset-changes.ts";
import { connectionsQuery } from "../../api/connections.ts";
import { kindLabel } from "./change-kinds.tsx";
import type { FeedAddressState } from "./feed-address.ts";
import { FieldFilter } from "./field-filter.tsx";

const kinds = changeKinds.map((value) => ({ value, label: kindLabel(value) }));

function ConnectionFilter({ state: { address, set } }: { readonly state: FeedAddressState }) {
  const { data: connections = [] } = useQuery(connectionsQuery);
  const { connectionId } = address;
  const isKnown = connections.some(({ id }) => id === connectionId);
  const unknown =
    connectionId === null || isKnown
      ? []
      : [{ value: String(connectionId), label: `Connection ${connectionId}` }];
  return (
    <Select
      label="Connection"
      placeholder="Any connection"
      clearable
      searchable
      data={[...connections.map(({ id, name }) => ({ value: String(id), label: name })), ...unknown]}
      value={connectionId === null ? null : String(connectionId)}
      onChange={(value) => set("connection", value === null ? [] : [value])}
    />
  );
}

function RunFilter({ state: { address, set } }: { readonly state: FeedAddressState }) {
  const take = (text: string): void => {
    const value = /^[1-9]\d{0,14}$/.test(text) ? text : "";
    if (value !== String(address.runId ?? "")) set("run", [value]);
  };
  return (
    <NumberInput
      key={address.runId}
      label="Run"
      placeholder="Any run"
      defaultValue={address.runId ?? ""}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(event.currentTarget.value);
      }}
    />
  );
}

function DayFilter({ state, name }: { readonly state: FeedAddressState; readonly name: "since" | "until" }) {
  return (
    <TextInput
      type="date"
      label={name === "since" ? "From day" : "To day"}
      value={state.address[name]}
      onChange={(event) => state.set(name, [event.currentTarget.value])}
    />
  );
}

interface FeedFiltersProps {
  readonly state: FeedAddressState;
  readonly knownFields: readonly string[];
}

export function FeedFilters({ state, knownFields }: FeedFiltersProps) {
  const { address, set, isFiltered, clear } = state;
  return (
    <Stack component="search" aria-label="Filters of the history" gap="xs">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 6 }} spacing="sm" verticalSpacing="xs">
        <MultiSelect
          label="What happened"
          placeholder={address.kinds.length === 0 ? "Anything" : ""}
          data={kinds}
          value={[...address.kinds]}
          onChange={(values) => set("kind", values)}
          clearable
        />
        <ConnectionFilter state={state} />
        <FieldFilter value={address.field} known={knownFields} onChange={(field) => set("field", [field])} />
        <RunFilter state={state} />
        <DayFilter state={state} name="since" />
        <DayFilter state={state} name="until" />
      </SimpleGrid>
      {isFiltered && (
        <Button variant="subtle" size="compact-sm" onClick={clear} style={{ alignSelf: "flex-start" }}>
          Clear all filters
        </Button>
      )}
    </Stack>
  );
}
