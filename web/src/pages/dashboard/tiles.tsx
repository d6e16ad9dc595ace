// The numbers that are asked for first, each leading to its assets.

import { Paper, SimpleGrid, Skeleton, Text, UnstyledButton } from "@mantine/core";
import {
  type Icon,
  IconArchive,
  IconDeviceDesktopPlus,
  IconDevices,
  IconMoonOff,
  IconShieldOff,
  IconShieldX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { countQuery } from "../../api/dashboard.ts";
import { wholeNumber } from "../../components/moment-words.ts";
import { wordsOf } from "../../components/problem-alert.tsx";
import { paths } from "../../paths.ts";
import classes from "./tiles.module.css";

interface TileKind {
  readonly label: string;
  readonly query: string;
  readonly icon: Icon;
}

const tiles: readonly TileKind[] = [
  { label: "Active assets", query: "", icon: IconDevices },
  { label: "New in 7 days", query: "firstSeen > now-7d", icon: IconDeviceDesktopPlus },
  { label: "Retired in 7 days", query: "lifecycle.retiredAt > now-7d", icon: IconArchive },
  { label: "Not compliant", query: "entra.isCompliant: false", icon: IconShieldX },
  { label: "Not managed", query: "not entra.isManaged: true", icon: IconShieldOff },
  { label: "No sign-in for 90 days", query: "not entra.lastSignIn >= now-90d", icon: IconMoonOff },
];

function TileNumber({ query }: { readonly query: string }) {
  const { data, error } = useQuery(countQuery(query));
  if (data !== undefined)
    return (
      <Text fz={28} fw={700} lh={1.2} className={classes.number}>
        {wholeNumber(data)}
      </Text>
    );
  if (error !== null)
    return (
      <Text size="sm" title={wordsOf(error)}>
        Not known: {wordsOf(error)}
      </Text>
    );
  return <Skeleton h={32} w={80} role="status" aria-label="Loading" />;
}

function Tile({ tile: { label, query, icon: Sign } }: { readonly tile: TileKind }) {
  return (
    <UnstyledButton component={Link} to={paths.assets({ query })} className={classes.tile}>
      <Paper withBorder p="md" h="100%">
        <div className={classes.head}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Sign size={18} stroke={1.6} aria-hidden className={classes.sign} />
        </div>
        <TileNumber query={query} />
      </Paper>
    </UnstyledButton>
  );
}

export function Tiles() {
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="sm" component="section" aria-label="Numbers">
      {tiles.map((tile) => (
        <Tile key={tile.label} tile={tile} />
      ))}
    </SimpleGrid>
  );
}
