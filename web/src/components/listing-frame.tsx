// What every listing has around its rows: waiting, a failure, nothing there, and more.

import { Button, Group, Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemAlert } from "./problem-alert.tsx";

interface ListingFrameProps {
  readonly listing: {
    readonly items: readonly unknown[];
    readonly isLoading: boolean;
    readonly error: Error | null;
    readonly hasMore: boolean;
    readonly isLoadingMore: boolean;
    readonly loadMore: () => void;
    readonly retry: () => void;
  };
  /** In place of the rows where there are none. */
  readonly empty: ReactNode;
  readonly children: ReactNode;
}

const waitingRows = ["first", "second", "third", "fourth", "fifth"];

export function ListingFrame({ listing, empty, children }: ListingFrameProps) {
  const { items, isLoading, error, hasMore, isLoadingMore, loadMore, retry } = listing;
  if (isLoading)
    return (
      <Stack gap="xs" aria-busy role="status" aria-label="Loading">
        {waitingRows.map((row) => (
          <Skeleton key={row} h={36} />
        ))}
      </Stack>
    );
  return (
    <Stack>
      {error !== null && <ProblemAlert error={error} onRetry={retry} />}
      {items.length > 0 ? children : error === null && empty}
      {hasMore && (
        <Group justify="center">
          <Button variant="default" loading={isLoadingMore} onClick={loadMore}>
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  );
}
