// The tags that most active assets have.

import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { FacetsView } from "../../../../src/contract/asset-search.ts";
import { tagsQuery } from "../../api/tags.ts";
import { wholeNumber } from "../../components/moment-words.ts";
import { TagChip } from "../../components/tag-chip.tsx";
import { paths } from "../../paths.ts";
import classes from "./chart-card.module.css";
import { ChartCard } from "./chart-card.tsx";

const most = 8;

export function TagCard({ facets: { facets } }: { readonly facets: FacetsView }) {
  const { data: tags = [] } = useQuery(tagsQuery);
  const values = facets.find(({ name }) => name === "tag")?.values ?? [];
  const used = values.flatMap(({ label, query, count }) =>
    label === null || query === null ? [] : [{ name: label, query, count }],
  );
  const colourOf = (name: string): string => tags.find((tag) => tag.name === name)?.colour ?? "#868e96";
  return (
    <ChartCard title="Top tags">
      {used.length === 0 ? (
        <Text size="sm" c="dimmed">
          No active asset has a tag.{" "}
          <Anchor component={Link} to={paths.tags} inherit>
            Go to the tags
          </Anchor>
        </Text>
      ) : (
        <ul className={classes.tags}>
          {used.slice(0, most).map(({ name, query, count }) => (
            <li key={name} className={classes.line}>
              <Anchor component={Link} to={paths.assets({ query })} size="sm" miw={0}>
                <TagChip tag={{ name, colour: colourOf(name) }} />
              </Anchor>
              <Text size="sm" fw={600} ml="auto" className={classes.number}>
                {wholeNumber(count)}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </ChartCard>
  );
}
