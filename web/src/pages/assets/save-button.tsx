// Keeps the query of the bar under a name.

import { Alert, Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmarkPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCreationKey } from "../../api/creation-key.ts";
import { keys } from "../../api/keys.ts";
import { fieldErrors, isProblem } from "../../api/problem.ts";
import { createSavedQuery } from "../../api/saved-queries.ts";
import { useMay } from "../../api/session.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { notesOf } from "../../components/query-editor/query-notes.ts";
import { QueryText } from "../../components/query-editor/query-text.tsx";
import { tellDone } from "../../components/tell.tsx";

interface SaveFormProps {
  readonly text: string;
  readonly onDone: () => void;
}

function useSave({ text, onDone }: SaveFormProps) {
  const client = useQueryClient();
  // A repetition after a lost answer makes no second one.
  const keyOf = useCreationKey();
  return useMutation({
    mutationFn: (named: { readonly name: string; readonly isShared: boolean }) => {
      const draft = { ...named, text };
      return createSavedQuery(draft, keyOf(draft));
    },
    onSuccess: ({ name }) => {
      tellDone(`“${name}” is saved.`);
      void client.invalidateQueries({ queryKey: keys.savedQueries });
      onDone();
    },
  });
}

/** What the name's field says of a refusal; null where the refusal is about something else. */
function nameErrorOf(error: Error | null): string | null {
  if (isProblem(error, "saved_query.name_taken")) return error.problem.detail;
  return fieldErrors(error).name ?? null;
}

function SaveForm({ text, onDone }: SaveFormProps) {
  const mayShare = useMay("operator");
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const save = useSave({ text, onDone });
  const nameError = nameErrorOf(save.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ name: name.trim(), isShared });
      }}
    >
      <Stack>
        {save.error !== null && nameError === null && (
          <ProblemAlert error={save.error} title="The query was not saved" />
        )}
        <TextInput
          label="Name"
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameError}
        />
        <QueryText text={text} lines={6} />
        {mayShare && (
          <Switch
            label="Share it with everybody"
            description="Everybody who may sign in sees it; you and administrators may change it."
            checked={isShared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" disabled={name.trim() === ""} loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Only what can be read is kept. */
function Refusal({ text }: { readonly text: string }) {
  const [first] = notesOf(text).filter(({ isError }) => isError);
  if (first === undefined) return null;
  return (
    <Alert color="yellow" title="This is no query yet">
      {first.message}
    </Alert>
  );
}

export function SaveButton({ text }: { readonly text: string }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  const isQuery = notesOf(text).every(({ isError }) => !isError);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconBookmarkPlus size={16} aria-hidden />}
        disabled={text.trim() === ""}
        onClick={open}
      >
        Save
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title="Save this query"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {isQuery ? <SaveForm text={text.trim()} onDone={close} /> : <Refusal text={text} />}
      </Modal>
    </>
  );
}
