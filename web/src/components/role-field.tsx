// Choosing a role, by what each may do; and a role in words.

import { Radio, Stack } from "@mantine/core";
import type { Role } from "../api/session.ts";

export const roleWords: Readonly<Record<Role, string>> = {
  viewer: "Viewer",
  operator: "Operator",
  administrator: "Administrator",
};

const deeds: Readonly<Record<Role, string>> = {
  viewer: "Reads, searches and exports, and keeps queries of their own.",
  operator: "Also runs and approves syncs, and manages connections, maps and tags.",
  administrator: "Also removes connections, backs up, and manages users and API tokens.",
};

const roles = ["viewer", "operator", "administrator"] as const;

interface RoleFieldProps {
  readonly label: string;
  readonly value?: string;
  readonly defaultValue?: string;
  readonly onChange?: (value: string) => void;
  readonly error?: React.ReactNode;
}

export function RoleField({ label, ...input }: RoleFieldProps) {
  return (
    <Radio.Group label={label} {...input}>
      <Stack gap="xs" mt={6}>
        {roles.map((role) => (
          <Radio key={role} value={role} label={roleWords[role]} description={deeds[role]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
