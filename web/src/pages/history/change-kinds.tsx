// The kinds of entries of the history, each by a word, a sign and a colour.

import { ThemeIcon } from "@mantine/core";
import {
  type Icon,
  IconArchive,
  IconArrowBackUp,
  IconDeviceDesktopPlus,
  IconPencil,
} from "@tabler/icons-react";
import type { ChangeKind } from "../../api/asset-changes.ts";

const looks: Readonly<Record<ChangeKind, { readonly label: string; color: string; icon: Icon }>> = {
  created: { label: "Created", color: "teal.8", icon: IconDeviceDesktopPlus },
  changed: { label: "Changed", color: "indigo.6", icon: IconPencil },
  retired: { label: "Retired", color: "orange.8", icon: IconArchive },
  restored: { label: "Restored", color: "cyan.8", icon: IconArrowBackUp },
};

export const kindLabel = (kind: ChangeKind): string => looks[kind].label;

export function KindSign({ kind, size = 24 }: { readonly kind: ChangeKind; readonly size?: number }) {
  const { color, icon: Sign } = looks[kind];
  return (
    <ThemeIcon color={color} size={size} radius="xl" aria-hidden style={{ flexShrink: 0 }}>
      <Sign size={size * 0.6} stroke={1.8} />
    </ThemeIcon>
  );
}
