// Where one can go, by kind; an entry that a role has no use for is not shown.

import { AppShell, NavLink, ScrollArea, Text } from "@mantine/core";
import {
  type Icon,
  IconBookmarks,
  IconDevices,
  IconHistory,
  IconInfoCircle,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconPlug,
  IconPuzzle,
  IconTags,
  IconUsers,
} from "@tabler/icons-react";
import { NavLink as RouterLink } from "react-router";
import { useMay } from "../../api/session.ts";
import { paths } from "../../paths.ts";

interface Entry {
  readonly label: string;
  readonly to: string;
  readonly icon: Icon;
}

const inventory: readonly Entry[] = [
  { label: "Dashboard", to: paths.dashboard, icon: IconLayoutDashboard },
  { label: "Assets", to: paths.assets(), icon: IconDevices },
  { label: "Tags", to: paths.tags, icon: IconTags },
  { label: "Saved queries", to: paths.savedQueries, icon: IconBookmarks },
  { label: "History", to: paths.history, icon: IconHistory },
];
const sources: readonly Entry[] = [
  { label: "Connections", to: paths.connections, icon: IconPlug },
  { label: "Connectors", to: paths.connectors, icon: IconPuzzle },
];
const administration: readonly Entry[] = [
  { label: "Users", to: paths.users, icon: IconUsers },
  { label: "API tokens", to: paths.tokens, icon: IconKey },
  { label: "Audit log", to: paths.auditLog, icon: IconListDetails },
];
const rollcall: readonly Entry[] = [{ label: "About", to: paths.about, icon: IconInfoCircle }];

interface EntriesProps {
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly onGo: () => void;
}

function Entries({ title, entries, onGo }: EntriesProps) {
  return (
    <>
      <Text size="xs" fw={600} c="dimmed" px="sm" pt="sm" pb={4}>
        {title}
      </Text>
      {entries.map(({ label, to, icon: Sign }) => (
        <RouterLink
          key={to}
          to={to}
          end={to === "/"}
          onClick={onGo}
          style={{ textDecoration: "none", color: "inherit" }}
        >
          {({ isActive }) => (
            <NavLink
              component="span"
              label={label}
              active={isActive}
              leftSection={<Sign size={18} stroke={1.6} aria-hidden />}
              py={7}
            />
          )}
        </RouterLink>
      ))}
    </>
  );
}

/** `onGo`: somebody has chosen where to go. */
export function Navigation({ onGo }: { readonly onGo: () => void }) {
  const isAdministrator = useMay("administrator");
  return (
    <ScrollArea component="nav" aria-label="Pages" h="100%" px="xs" pb="md">
      <AppShell.Section>
        <Entries title="Inventory" entries={inventory} onGo={onGo} />
        <Entries title="Sources" entries={sources} onGo={onGo} />
        {isAdministrator && <Entries title="Administration" entries={administration} onGo={onGo} />}
        <Entries title="Rollcall" entries={rollcall} onGo={onGo} />
      </AppShell.Section>
    </ScrollArea>
  );
}
