// Shares a saved query with everybody, or takes it back.

import { Button } from "@mantine/core";
import { IconWorld, IconWorldOff } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SavedQueryView } from "../../../../src/contract/saved-query.ts";
import { keys } from "../../api/keys.ts";
import { changeSavedQuery, readSavedQuery } from "../../api/saved-queries.ts";
import { onFirstClick } from "../../components/first-click.ts";
import { tellDone, tellProblem } from "../../components/tell.tsx";

function doneWords({ name, isShared, isOwn }: SavedQueryView): string {
  if (!isShared) return `Everybody sees “${name}” now.`;
  return isOwn ? `“${name}” is yours alone again.` : `“${name}” is its owner's alone again.`;
}

export function ShareButton({ query }: { readonly query: SavedQueryView }) {
  const { id, name, isShared } = query;
  const client = useQueryClient();
  const share = useMutation({
    // Whoever shares it means it as it is now: nothing else of it is changed.
    mutationFn: async () => changeSavedQuery(id, { isShared: !isShared }, (await readSavedQuery(id)).etag),
    onSuccess: () => tellDone(doneWords(query)),
    onError: (error) => tellProblem(`“${name}” is as it was.`, error),
    onSettled: () => client.invalidateQueries({ queryKey: keys.savedQueries }),
  });
  const Sign = isShared ? IconWorldOff : IconWorld;
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<Sign size={15} aria-hidden />}
      aria-label={`${isShared ? "Stop sharing" : "Share"} ${name}`}
      loading={share.isPending}
      onClick={onFirstClick(() => share.mutate())}
    >
      {isShared ? "Stop sharing" : "Share"}
    </Button>
  );
}
