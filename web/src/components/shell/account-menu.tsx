// Who is signed in, with which role, and the way out.

import { ActionIcon, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLock, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { leave, signOut, usePrincipal } from "../../api/session.ts";
import { paths } from "../../paths.ts";
import { roleWords } from "../role-field.tsx";
import { tellProblem } from "../tell.tsx";
import { OwnPassword } from "./own-password.tsx";

export function AccountMenu() {
  const { name, role } = usePrincipal();
  const [isChanging, { open, close }] = useDisclosure(false);
  const end = useMutation({
    mutationFn: signOut,
    onSuccess: () => leave(paths.signIn),
    onError: (error) => tellProblem("You are still signed in.", error),
  });
  return (
    <>
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
            <Text size="xs">{roleWords[role]}</Text>
          </Menu.Label>
          <Menu.Item leftSection={<IconLock size={16} />} onClick={open}>
            Change your password
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => end.mutate()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <OwnPassword isOpen={isChanging} onClose={close} />
    </>
  );
}
