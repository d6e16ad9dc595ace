// Puts tags on the chosen assets and takes them off, and keeps the tasks that do it.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey } from "../../../api/idempotency-key.ts";
import { keys } from "../../../api/keys.ts";
import { isProblem } from "../../../api/problem.ts";
import { createTag, placeTag, type TagAct } from "../../../api/tags.ts";
import { targetOf } from "./selection.ts";
import type { PickedTag } from "./tag-picker.tsx";
import type { SelectionState } from "./use-selection.ts";

export interface PlacingTask {
  readonly id: number;
  readonly act: TagAct;
  readonly tagName: string;
}

interface Placing {
  readonly tag: PickedTag;
  readonly act: TagAct;
  /** What was chosen then: a repetition is of the same. */
  readonly target: ReturnType<typeof targetOf>;
  /** A repetition after a lost answer makes nothing twice. */
  readonly tagKey: string;
  readonly taskKey: string;
}

export function usePlacing(query: string, { chosen }: SelectionState) {
  const client = useQueryClient();
  const [tasks, setTasks] = useState<readonly PlacingTask[]>([]);
  const placing = useMutation({
    mutationFn: async ({ tag, act, target, tagKey, taskKey }: Placing): Promise<PlacingTask> => {
      const { id, name } = "id" in tag ? tag : await createTag({ name: tag.name }, tagKey);
      const body = "assetIds" in target ? { assetIds: [...target.assetIds] } : target;
      const task = await placeTag(id, act, body, taskKey);
      client.setQueryData(keys.task(task.id), (before: unknown) => before ?? task);
      return { id: task.id, act, tagName: name };
    },
    onSuccess: (task) => setTasks((before) => [...before, task].slice(-3)),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tags, exact: true }),
  });
  const place = (tag: PickedTag, act: TagAct): void =>
    placing.mutate({
      tag,
      act,
      target: targetOf(chosen, query),
      tagKey: newIdempotencyKey(),
      taskKey: newIdempotencyKey(),
    });
  return {
    tasks,
    dismiss: (id: number) => setTasks((before) => before.filter((task) => task.id !== id)),
    place,
    acting: placing.isPending ? placing.variables.act : null,
    error: placing.error,
    /** The tag was there when it was picked. */
    isTagGone: isProblem(placing.error, "tag.not_found"),
    retry: () => placing.variables !== undefined && placing.mutate(placing.variables),
    forgetError: () => placing.reset(),
  };
}
