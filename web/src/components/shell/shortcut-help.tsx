// The keys that do something, in a dialog that `?` opens; and `/`, which leads to the search from everywhere.

import { ActionIcon, Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure, useWindowEvent } from "@mantine/hooks";
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

/** By what the key writes, wherever it is on the keyboard; never while somebody types, or is in a dialog or a menu. */
function isForThePage({ target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || defaultPrevented || !(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("input, textarea, select") !== null) return false;
  return document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') === null;
}

export function ShortcutHelp() {
  const [isOpen, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  const goToSearch = (): void => {
    if (!searchFocus.take()) void navigate(paths.assets(), { state: { focusSearch: true } });
  };
  useWindowEvent("keydown", (event) => {
    if (!isForThePage(event)) return;
    if (event.key !== "?" && event.key !== "/") return;
    event.preventDefault();
    if (event.key === "?") open();
    else goToSearch();
  });
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
