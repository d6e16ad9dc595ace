// The queries that are kept, one's own first, and the way to all that can be done to them.

import { Badge, Button, Menu, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmarks, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { SavedQueryView } from "../../../../src/contract/saved-query.ts";
import { savedQueriesQuery } from "../../api/saved-queries.ts";
import { paths } from "../../paths.ts";
import { MenuFrame } from "./menu-frame.tsx";
import { QueryMenuItem } from "./query-menu-item.tsx";

interface SavedMenuProps {
  readonly onSearch: (text: string) => void;
}

interface SectionProps extends SavedMenuProps {
  readonly label: string;
  readonly queries: readonly SavedQueryView[];
}

function Section({ label, queries, onSearch }: SectionProps) {
  if (queries.length === 0) return null;
  return (
    <>
      <Menu.Label c="dimmed">{label}</Menu.Label>
      {queries.map(({ id, name, text, isShared, isOwn }) => (
        <QueryMenuItem
          key={id}
          title={name}
          text={text}
          beside={isOwn && isShared && <Badge variant="default">shared</Badge>}
          onClick={() => onSearch(text)}
        />
      ))}
    </>
  );
}

function Content({ onSearch }: SavedMenuProps) {
  const { data, error } = useQuery(savedQueriesQuery);
  return (
    <MenuFrame queries={data} error={error} empty="Nothing is saved yet. Write a query, then press Save.">
      {(queries) => (
        <ScrollArea.Autosize mah={360} type="auto">
          <Section label="My queries" queries={queries.filter(({ isOwn }) => isOwn)} onSearch={onSearch} />
          <Section
            label="Shared with everybody"
            queries={queries.filter(({ isOwn }) => !isOwn)}
            onSearch={onSearch}
          />
        </ScrollArea.Autosize>
      )}
    </MenuFrame>
  );
}

export function SavedMenu({ onSearch }: SavedMenuProps) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Menu opened={isOpen} onOpen={open} onClose={close} width={380} position="bottom-start">
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" leftSection={<IconBookmarks size={16} aria-hidden />}>
          Saved
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw="calc(100vw - 24px)">
        {isOpen && <Content onSearch={onSearch} />}
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to={paths.savedQueries}
          leftSection={<IconSettings size={16} aria-hidden />}
        >
          All saved queries
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
