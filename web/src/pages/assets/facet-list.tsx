// What the assets that are found have in common, each value a step to a narrower search.

import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { facetsQuery } from "../../api/assets.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { FacetSection } from "./facet-section.tsx";
import { facetOrder } from "./facet-words.ts";
import styles from "./facets.module.css";

interface FacetListProps {
  /** What is searched for. */
  readonly query: string;
  /** What a value is added to. */
  readonly base: string;
  readonly onSearch: (query: string) => void;
}

const waiting = ["first", "second", "third", "fourth"];

export function FacetList({ query, base, onSearch }: FacetListProps) {
  const { data, error, isPlaceholderData, refetch } = useQuery(facetsQuery(query));
  if (data === undefined)
    return error === null ? (
      <Stack gap="lg" role="status" aria-label="Loading facets">
        {waiting.map((one) => (
          <Skeleton key={one} h={120} />
        ))}
      </Stack>
    ) : (
      <ProblemAlert error={error} title="The facets cannot be shown" onRetry={refetch} />
    );
  const facets = data.facets
    .filter(({ values }) => values.length > 0)
    .toSorted((a, b) => facetOrder.indexOf(a.name) - facetOrder.indexOf(b.name));
  return (
    <Stack gap="md" aria-busy={isPlaceholderData} className={isPlaceholderData ? styles.old : undefined}>
      {error !== null && <ProblemAlert error={error} title="These facets may be old" onRetry={refetch} />}
      {facets.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing is found that could be narrowed down.
        </Text>
      )}
      {facets.map((facet) => (
        <FacetSection key={facet.name} facet={facet} total={data.count} query={base} onSearch={onSearch} />
      ))}
    </Stack>
  );
}
