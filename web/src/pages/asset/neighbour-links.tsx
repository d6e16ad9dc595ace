// Leads to the asset before and the one after in the search by which this one was reached, by keys as well.

import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import type { NeighboursView } from "../../../../src/contract/asset-search.ts";
import { neighboursQuery, type ReachedBy } from "../../api/asset.ts";
import { paths } from "../../paths.ts";

type Neighbour = NeighboursView["next"];

interface NeighbourLinksProps {
  readonly assetId: number;
  readonly reachedBy: ReachedBy;
  /** What stays in the address. */
  readonly search: string;
}

interface NeighbourLinkProps {
  readonly neighbour: Neighbour | undefined;
  readonly which: "previous" | "next";
  readonly search: string;
}

function NeighbourLink({ neighbour, which, search }: NeighbourLinkProps) {
  const Sign = which === "previous" ? IconChevronLeft : IconChevronRight;
  const word = which === "previous" ? "Previous" : "Next";
  const look = { variant: "default", size: "lg" } as const;
  if (!neighbour)
    return (
      <ActionIcon {...look} disabled aria-label={`No ${which} asset in this search`}>
        <Sign size={18} />
      </ActionIcon>
    );
  return (
    <Tooltip
      label={`${word}: ${neighbour.name} (${which === "previous" ? "k or [" : "j or ]"})`}
      maw={320}
      multiline
      withArrow
    >
      <ActionIcon
        {...look}
        component={Link}
        to={{ pathname: paths.asset(neighbour.id), search }}
        aria-label={`${word} asset: ${neighbour.name}`}
      >
        <Sign size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

export function NeighbourLinks({ assetId, reachedBy, search }: NeighbourLinksProps) {
  const { data } = useQuery(neighboursQuery(assetId, reachedBy));
  const navigate = useNavigate();
  const go = (neighbour: Neighbour | undefined): void => {
    if (neighbour) void navigate({ pathname: paths.asset(neighbour.id), search });
  };
  useHotkeys([
    ["k", () => go(data?.previous)],
    ["[", () => go(data?.previous)],
    ["j", () => go(data?.next)],
    ["]", () => go(data?.next)],
  ]);
  return (
    <Group gap={4} wrap="nowrap" role="group" aria-label="Within the search">
      <NeighbourLink neighbour={data?.previous} which="previous" search={search} />
      <NeighbourLink neighbour={data?.next} which="next" search={search} />
    </Group>
  );
}
