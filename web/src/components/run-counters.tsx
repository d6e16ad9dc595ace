// The numbers of a run.

import { SimpleGrid, Text } from "@mantine/core";
import type { SyncRunView } from "../../../src/contract/sync-run.ts";
import { wholeNumber } from "./moment-words.ts";

type Counters = SyncRunView["counters"];

const shown: readonly (readonly [keyof Counters, string])[] = [
  ["fetched", "Fetched"],
  ["created", "New"],
  ["updated", "Changed"],
  ["unchanged", "Unchanged"],
  ["restored", "Restored"],
  ["retired", "Retired"],
  ["rejected", "Rejected"],
  ["excluded", "Excluded"],
  ["confirmedPresent", "Unseen, still there"],
  ["requests", "Requests to Graph"],
];

export function RunCounters({ counters }: { readonly counters: Counters }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, xs: 3, lg: 5 }} spacing="md" verticalSpacing="sm" m={0}>
      {shown.map(([name, label]) => (
        <div key={name}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fw={600} size="lg">
            {wholeNumber(counters[name])}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
