// What whoever is signed in asked last, the newest first.

import { Button, Menu, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHistory, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "../../api/keys.ts";
import { forgetRecentQueries, recentQueriesQuery } from "../../api/recent-queries.ts";
import { tellDone, tellProblem } from "../../components/tell.tsx";
import { MenuFrame } from "./menu-frame.tsx";
import { QueryMenuItem } from "./query-menu-item.tsx";

interface RecentMenuProps {
  readonly onSearch: (text: string) => void;
}

function Forget() {
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: forgetRecentQueries,
    onSuccess: () => {
      tellDone("Your recent queries are forgotten.");
      return client.invalidateQueries({ queryKey: keys.recentQueries });
    },
    onError: (error) => tellProblem("Your recent queries are still there.", error),
  });
  return (
    <>
      <Menu.Divider />
      <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => forget.mutate()}>
        Forget them
      </Menu.Item>
    </>
  );
}

function Content({ onSearch }: RecentMenuProps) {
  const { data, error } = useQuery(recentQueriesQuery);
  return (
    <MenuFrame queries={data?.items} error={error} empty="Your last 20 searches will be here.">
      {(queries) => (
        <>
          <ScrollArea.Autosize mah={360} type="auto">
            {queries.map(({ text }) => (
              <QueryMenuItem key={text} text={text} onClick={() => onSearch(text)} />
            ))}
          </ScrollArea.Autosize>
          <Forget />
        </>
      )}
    </MenuFrame>
  );
}

export function RecentMenu({ onSearch }: RecentMenuProps) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Menu opened={isOpen} onOpen={open} onClose={close} width={380} position="bottom-start">
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" leftSection={<IconHistory size={16} aria-hidden />}>
          Recent
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw="calc(100vw - 24px)">{isOpen && <Content onSearch={onSearch} />}</Menu.Dropdown>
    </Menu>
  );
}
