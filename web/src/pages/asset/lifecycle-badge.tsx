// Whether an asset is active or retired.

import { Badge } from "@mantine/core";
import { IconArchive, IconCircleCheck } from "@tabler/icons-react";

export function LifecycleBadge({ state }: { readonly state: "active" | "retired" }) {
  const isActive = state === "active";
  const Sign = isActive ? IconCircleCheck : IconArchive;
  return (
    <Badge
      variant="light"
      color={isActive ? "green" : "orange"}
      tt="none"
      size="lg"
      fw={600}
      leftSection={<Sign size={14} aria-hidden />}
      style={{ flexShrink: 0 }}
    >
      {isActive ? "Active" : "Retired"}
    </Badge>
  );
}
