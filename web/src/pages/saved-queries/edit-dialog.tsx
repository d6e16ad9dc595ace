// Changes a saved query's name and text; what somebody else changed meanwhile is shown before anything is written over it.

import { Alert, Button, Group, Loader, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SavedQueryView } from "../../../../src/contract/saved-query.ts";
import type { Versioned } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { fieldErrors, isProblem } from "../../api/problem.ts";
import { changeSavedQuery, readSavedQuery } from "../../api/saved-queries.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { QueryEditor } from "../../components/query-editor/query-editor.tsx";
import { QueryText } from "../../components/query-editor/query-text.tsx";
import { useReturnFocus } from "../../components/return-focus.ts";
import { tellDone } from "../../components/tell.tsx";

interface Draft {
  readonly name: string;
  readonly text: string;
}

interface FormProps {
  readonly shown: Versioned<SavedQueryView>;
  readonly onClose: () => void;
}

const nameTaken = "saved_query.name_taken";
const isMeanwhile = (error: unknown): boolean => isProblem(error, "request.changed_meanwhile");

/** Saves over the version that was shown; where there is a newer one by now, it is read, and asked about. */
function useSave(shown: Versioned<SavedQueryView>, onDone: () => void) {
  const client = useQueryClient();
  const [theirs, setTheirs] = useState<Versioned<SavedQueryView> | null>(null);
  const save = useMutation({
    mutationFn: ({ name, text }: Draft) =>
      changeSavedQuery(shown.value.id, { name: name.trim(), text: text.trim() }, (theirs ?? shown).etag),
    onSuccess: ({ name }) => {
      tellDone(`“${name}” is saved.`);
      void client.invalidateQueries({ queryKey: keys.savedQueries });
      onDone();
    },
    onError: async (error) => {
      if (isMeanwhile(error)) setTheirs(await readSavedQuery(shown.value.id));
    },
  });
  return { save, theirs, forgetTheirs: () => save.reset() };
}

interface MeanwhileProps {
  readonly theirs: SavedQueryView;
  readonly onTake: () => void;
}

function Meanwhile({ theirs, onTake }: MeanwhileProps) {
  return (
    <Alert color="yellow" title="Somebody else changed it meanwhile" role="alert">
      <Stack gap="xs">
        <Text size="sm">
          Nothing of yours is saved yet. It is now called <b>{theirs.name}</b>:
        </Text>
        <QueryText text={theirs.text} lines={4} />
        <Text size="sm">Take that over, or press Save again to save yours over it.</Text>
        <Group>
          <Button size="xs" variant="default" onClick={onTake}>
            Take theirs
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function EditForm({ shown: read, onClose }: FormProps) {
  // What is saved over is what was shown at first, whatever is read of it meanwhile.
  const [shown] = useState(read);
  const [draft, setDraft] = useState<Draft>({ name: shown.value.name, text: shown.value.text });
  const { save, theirs, forgetTheirs } = useSave(shown, onClose);
  const { error } = save;
  const isTold = isMeanwhile(error) || isProblem(error, nameTaken) || isProblem(error, "query.invalid");
  const take = (): void => {
    if (theirs !== null) setDraft(theirs.value);
    forgetTheirs();
  };
  const submit = (): void => save.mutate(draft);
  return (
    <Stack>
      {error !== null && !isTold && <ProblemAlert error={error} title="It was not saved" />}
      {isMeanwhile(error) && theirs !== null && <Meanwhile theirs={theirs.value} onTake={take} />}
      <TextInput
        label="Name"
        data-autofocus
        maxLength={100}
        value={draft.name}
        onChange={({ currentTarget: { value } }) => setDraft({ ...draft, name: value })}
        error={isProblem(error, nameTaken) ? error.problem.detail : fieldErrors(error).name}
      />
      <QueryEditor
        label="Query"
        value={draft.text}
        onChange={(text) => setDraft({ ...draft, text })}
        onSubmit={submit}
        errors={isProblem(error, "query.invalid") ? (error.problem.errors ?? []) : []}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={submit} loading={save.isPending} disabled={draft.name.trim() === ""}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}

interface EditDialogProps {
  readonly id: number;
  readonly name: string;
  readonly onClose: () => void;
}

export function EditDialog({ id, name, onClose }: EditDialogProps) {
  useReturnFocus(true);
  // Read anew for each time, and never again while somebody edits: what is saved over is what was shown.
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.savedQueries, id, "edited"],
    queryFn: () => readSavedQuery(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Edit “${name}”`}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {data !== undefined && <EditForm shown={data} onClose={onClose} />}
      {data === undefined && error === null && <Loader aria-label="Loading" />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={refetch} />}
    </Modal>
  );
}
