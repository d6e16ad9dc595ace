// The keys that do something, in a dialog that `?` opens; and `/`, which leads to the search from everywhere.

import { ActionIcon, Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { useNavigate } from "react-router";
import { paths } from "../../paths.ts";
import { searchFocus } from "./search-focus.ts";

const shortcuts = [
  { keys: "/", what: "Search assets" },
  { keys: "?", what: "Show this help" },
  { keys: "Ctrl Space", what: "In a query: what may be written here" },
  { keys: "Enter", what: "In a query: search" },
  { keys: "j k", what: "On an asset: to the next and the previous one of the search" },
  { keys: "Esc", what: "Close a dialog or a list" },
] as const;

export function ShortcutHelp() {
  const [isOpen, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  useHotkeys([
    ["shift+?", open],
    ["?", open],
    [
      "/",
      () => {
        if (!searchFocus.take()) void navigate(paths.assets(), { state: { focusSearch: true } });
      },
    ],
  ]);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Keyboard shortcuts"
        onClick={open}
        visibleFrom="sm"
      >
        <IconKeyboard size={20} stroke={1.6} />
      </ActionIcon>
      <Modal opened={isOpen} onClose={close} title="Keyboard shortcuts">
        <Table withRowBorders={false}>
          <Table.Tbody>
            {shortcuts.map(({ keys, what }) => (
              <Table.Tr key={keys}>
                <Table.Th scope="row" w={140}>
                  {keys.split(" ").map((key) => (
                    <Kbd key={key} mr={4}>
                      {key}
                    </Kbd>
                  ))}
                </Table.Th>
                <Table.Td>{what}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Modal>
    </>
  );
}
