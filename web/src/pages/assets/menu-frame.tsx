// A menu of queries that are read once it opens: until they are there, and where there are none.

import { Loader, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { wordsOf } from "../../components/problem-alert.tsx";

interface MenuFrameProps<Query> {
  readonly queries: readonly Query[] | undefined;
  readonly error: Error | null;
  /** In place of the queries where there are none. */
  readonly empty: string;
  readonly children: (queries: readonly Query[]) => ReactNode;
}

export function MenuFrame<Query>({ queries, error, empty, children }: MenuFrameProps<Query>) {
  if (queries !== undefined && queries.length > 0) return children(queries);
  if (queries === undefined && error === null) return <Loader size="sm" m="sm" aria-label="Loading" />;
  return (
    <Text size="sm" p="sm" c={error === null ? "dimmed" : undefined}>
      {error === null ? empty : wordsOf(error)}
    </Text>
  );
}
