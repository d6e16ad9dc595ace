// What is set of a connection, for whoever may look at it and not change it.

import { DataList, Text } from "@mantine/core";
import type { ReactNode } from "react";

export function FactList({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <DataList labelWidth={140}>
      {facts.map(([label, value]) => (
        <DataList.Item key={label}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue>
            <Text size="sm" component="div">
              {value}
            </Text>
          </DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
