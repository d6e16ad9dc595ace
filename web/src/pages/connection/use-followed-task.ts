// Which task is worth showing: the one that a save has just made, or one that was under way, or failed, when the page came.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { InventoryTaskView } from "../../../../src/contract/inventory-task.ts";
import { latestTaskQuery } from "../../api/inventory-tasks.ts";

interface FollowedTask {
  readonly taskId: number | null;
  readonly follow: (taskId: number | null) => void;
}

export function useFollowedTask(connectionId: number, kind: InventoryTaskView["kind"]): FollowedTask {
  const [made, setMade] = useState<number | null>(null);
  const { data: latest } = useQuery(latestTaskQuery(connectionId, kind));
  const found = latest && latest.state !== "done" ? latest.id : null;
  return { taskId: made ?? found, follow: setMade };
}
