// Makes a tag or changes one; what somebody else did to it meanwhile is told, and nothing typed is lost.

import { Alert, Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Versioned } from "../../api/client.ts";
import { connectionsQuery } from "../../api/connections.ts";
import { useCreationKey } from "../../api/idempotency-key.ts";
import { keys } from "../../api/keys.ts";
import { ApiProblem, isProblem } from "../../api/problem.ts";
import { changeTag, createTag, readTag, type Tag } from "../../api/tags.ts";
import { ChangedMeanwhile } from "../../components/changed-meanwhile.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { useReturnFocus } from "../../components/return-focus.ts";
import { tellDone } from "../../components/tell.tsx";
import { TagFields } from "./tag-form.tsx";
import { changesOf, draftOf, entryOf, newDraft, type TagDraft, wordsOfDraft } from "./tag-words.ts";

const isMeanwhile = (error: unknown): boolean =>
  isProblem(error, "request.changed_meanwhile") || isProblem(error, "tag.changed_meanwhile");
/** Said at its field. */
const isAtField = (error: unknown): boolean =>
  isProblem(error, "tag.name_taken") ||
  isProblem(error, "query.invalid") ||
  (error instanceof ApiProblem && error.status === 400);

interface SaveProps {
  /** Null for a new tag. */
  readonly shown: Versioned<Tag> | null;
  readonly onClose: () => void;
}

/** Saves over what was shown; where that has changed, it is read anew, and the person asked. */
function useSave({ shown, onClose }: SaveProps) {
  const client = useQueryClient();
  const keyOf = useCreationKey();
  const [base, setBase] = useState(shown);
  const [isGone, setGone] = useState(false);
  const save = useMutation({
    mutationFn: (draft: TagDraft): Promise<Tag> =>
      base === null || isGone
        ? createTag(entryOf(draft), keyOf(entryOf(draft)))
        : changeTag(base.value.id, base.etag, changesOf(base.value, draft)),
    onSuccess: ({ name }) => {
      tellDone(`“${name}” is saved.`);
      void client.invalidateQueries({ queryKey: keys.tags });
      void client.invalidateQueries({ queryKey: keys.inventory });
      onClose();
    },
    onError: async (error) => {
      void client.invalidateQueries({ queryKey: keys.tags, exact: true });
      if (isProblem(error, "tag.not_found")) setGone(true);
      if (!isMeanwhile(error) || base === null) return;
      try {
        setBase(await readTag(base.value.id));
      } catch (cause) {
        if (isProblem(cause, "tag.not_found")) setGone(true);
      }
    },
  });
  return { save, base, isGone };
}

/** Whoever changes where such a tag is changes what is imported. */
function ScopeNote({ name }: { readonly name: string }) {
  const { data: connections = [] } = useQuery(connectionsQuery);
  const users = connections.filter(({ tags }) => tags.includes(name)).map((connection) => connection.name);
  if (users.length === 0) return null;
  return (
    <Alert color="blue" title="This tag decides what is imported">
      <Text size="sm">
        {users.map((user) => `“${user}”`).join(", ")} {users.length === 1 ? "imports" : "import"} only devices
        that have it: another rule takes effect at the next sync run.
      </Text>
    </Alert>
  );
}

function Gone({ name }: { readonly name: string }) {
  return (
    <Alert color="yellow" title="Somebody has removed the tag meanwhile" role="alert">
      <Text size="sm">
        What you entered is still here: save it, and “{name}” is made anew, on no asset yet but those that a
        rule finds.
      </Text>
    </Alert>
  );
}

function TagForm(props: SaveProps) {
  const { shown, onClose } = props;
  const [draft, setDraft] = useState<TagDraft>(shown === null ? newDraft : draftOf(shown.value));
  const { save, base, isGone } = useSave(props);
  const { error } = save;
  const isConflict = isMeanwhile(error) && base !== null && !isGone;
  const isReady = draft.name.trim() !== "" && (!draft.isDynamic || draft.rule.trim() !== "");
  const submit = (): void => save.mutate(draft);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) submit();
      }}
    >
      <Stack>
        {shown !== null && <ScopeNote name={shown.value.name} />}
        {isGone && <Gone name={draft.name.trim()} />}
        {isConflict && (
          <ChangedMeanwhile
            what="the tag"
            mine={wordsOfDraft(draft)}
            theirs={wordsOfDraft(draftOf(base.value))}
            onTakeTheirs={() => {
              setDraft(draftOf(base.value));
              save.reset();
            }}
            onSaveMine={submit}
            isSaving={save.isPending}
          />
        )}
        {error !== null && !isConflict && !isGone && !isAtField(error) && (
          <ProblemAlert error={error} title="The tag is not saved" />
        )}
        <TagFields draft={draft} onChange={setDraft} error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {!isConflict && (
            <Button type="submit" loading={save.isPending} disabled={!isReady}>
              {isGone ? "Make it anew" : shown === null ? "Make the tag" : "Save"}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface EditedTagProps {
  readonly id: number;
  readonly onClose: () => void;
}

function EditedTag({ id, onClose }: EditedTagProps) {
  // Read anew for each time, and never again while somebody edits: what is saved over is what was shown.
  const { data, error, refetch } = useQuery({
    queryKey: ["edited-tag", id],
    queryFn: () => readTag(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });
  if (data !== undefined) return <TagForm shown={data} onClose={onClose} />;
  if (error === null) return <Loader aria-label="Loading" />;
  return <ProblemAlert error={error} onRetry={refetch} />;
}

interface TagDialogProps {
  /** Null makes a new one. */
  readonly tag: Pick<Tag, "id" | "name"> | null;
  readonly onClose: () => void;
}

/** Made anew for each time that it opens. */
export function TagDialog({ tag, onClose }: TagDialogProps) {
  useReturnFocus(true);
  return (
    <Modal
      opened
      onClose={onClose}
      title={tag === null ? "New tag" : `Change “${tag.name}”`}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {tag === null ? (
        <TagForm shown={null} onClose={onClose} />
      ) : (
        <EditedTag id={tag.id} onClose={onClose} />
      )}
    </Modal>
  );
}
