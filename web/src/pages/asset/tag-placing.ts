// Puts tags on an asset and takes them off: the work is a task, and it is done when the server says that it is.

import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey } from "../../api/idempotency-key.ts";
import { taskQuery } from "../../api/inventory-tasks.ts";
import { keys } from "../../api/keys.ts";
import { placeTag, type TagAct } from "../../api/tags.ts";
import { tellProblem } from "../../components/tell.tsx";

interface Asked {
  readonly act: TagAct;
  readonly tagId: number;
  readonly name: string;
}

export interface PendingTag extends Asked {
  readonly taskId: number;
}

export interface TagPlacing {
  readonly pending: readonly PendingTag[];
  /** Tasks that did not come to their end, with why. */
  readonly failed: readonly { readonly tag: PendingTag; readonly message: string }[];
  readonly isSending: boolean;
  readonly place: (asked: Asked) => void;
}

export function useTagPlacing(assetId: number): TagPlacing {
  const client = useQueryClient();
  const [asked, setAsked] = useState<readonly PendingTag[]>([]);
  const tasks = useQueries({ queries: asked.map(({ taskId }) => taskQuery(taskId)) });
  const send = useMutation({
    mutationFn: async (one: Asked) => ({
      one,
      task: await placeTag(one.tagId, one.act, { assetIds: [assetId] }, newIdempotencyKey()),
    }),
    onSuccess: ({ one, task }) => {
      // Where its end was told before the answer came, that is what is known.
      client.setQueryData(keys.task(task.id), (known) => known ?? task);
      setAsked((before) => [...before, { ...one, taskId: task.id }]);
    },
    onError: (error, { act, name }) =>
      tellProblem(`The tag ${name} was not ${act === "put-on" ? "put on" : "taken off"}.`, error),
  });
  const states = asked.map((tag, index) => ({ tag, task: tasks[index]?.data }));
  return {
    pending: states.flatMap(({ tag, task }) => (task?.state === "waiting" ? [tag] : [])),
    failed: states.flatMap(({ tag, task }) =>
      task?.state === "failed" ? [{ tag, message: task.error?.message ?? "" }] : [],
    ),
    isSending: send.isPending,
    place: send.mutate,
  };
}
