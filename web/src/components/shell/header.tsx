// The bar above every page: the menu on narrow screens, help, looks, and whoever is signed in.

import { Burger, Group, Text, UnstyledButton } from "@mantine/core";
import { Link } from "react-router";
import { paths } from "../../paths.ts";
import { AccountMenu } from "./account-menu.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import { ShortcutHelp } from "./shortcut-help.tsx";

interface HeaderProps {
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
  /** Somebody has chosen where to go. */
  readonly onGo: () => void;
}

export function Header({ isMenuOpen, onMenu, onGo }: HeaderProps) {
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="xs" wrap="nowrap">
        <Burger
          opened={isMenuOpen}
          onClick={onMenu}
          hiddenFrom="sm"
          size="sm"
          aria-label={isMenuOpen ? "Close the menu" : "Open the menu"}
          aria-expanded={isMenuOpen}
        />
        <UnstyledButton component={Link} to={paths.dashboard} onClick={onGo}>
          <Group gap={8} wrap="nowrap">
            <img src="/mark.svg" width={26} height={26} alt="" />
            <Text fw={700} size="lg">
              Rollcall
            </Text>
          </Group>
        </UnstyledButton>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <ShortcutHelp />
        <SchemeSwitch />
        <AccountMenu />
      </Group>
    </Group>
  );
}
