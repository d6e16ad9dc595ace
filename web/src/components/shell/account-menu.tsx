// Who is signed in, with which role, and the way out.

import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { signOut, usePrincipal } from "../../api/session.ts";
import { paths } from "../../paths.ts";
import { tellProblem } from "../tell.tsx";

export function AccountMenu() {
  const { name, role } = usePrincipal();
  const leave = useMutation({
    mutationFn: signOut,
    // A new page, so that nothing of what was shown is left in this one.
    onSuccess: () => location.assign(paths.signIn),
    onError: (error) => tellProblem("You are still signed in.", error),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account">
          <IconUserCircle size={22} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown maw={320}>
        <Menu.Label>
          <Text size="sm" c="var(--mantine-color-text)">
            {name}
          </Text>
          <Text size="xs">{role}</Text>
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
