// What somebody makes of something that others may change meanwhile: nothing typed is lost, and nothing of theirs is overwritten unseen.

import { type FormErrors, type UseFormReturnType, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Versioned } from "../api/client.ts";
import { ApiProblem, fieldErrors } from "../api/problem.ts";

interface DraftOptions<Values, Saved> {
  /** What is edited, as the server has it now. */
  readonly shown: Versioned<Values>;
  /** Whether both say the same to the server. */
  readonly isSame?: (one: Values, other: Values) => boolean;
  /** What is wrong with it, by field. */
  readonly validate?: (values: Values) => FormErrors;
  /** Reads it anew, past everything that is kept. */
  readonly readAgain: () => Promise<Versioned<Values>>;
  /** Sends it as a change of that version. */
  readonly send: (values: Values, etag: string) => Promise<Saved>;
  /** What the answer shows of it. */
  readonly savedOf: (saved: Saved) => Versioned<Values>;
  readonly onSaved?: (saved: Saved) => void;
}

export interface Draft<Values> {
  readonly form: UseFormReturnType<Values>;
  /** Whether something would be lost. */
  readonly isChanged: boolean;
  /** What somebody else has made of it meanwhile, where that is something else; null otherwise. */
  readonly theirs: Values | null;
  readonly isSaving: boolean;
  /** Why it was not saved, where the fields do not say it and nobody else changed it. */
  readonly error: Error | null;
  /** Sends what was entered; does nothing where that is not valid. */
  readonly save: () => void;
  readonly undo: () => void;
  readonly takeTheirs: () => void;
  readonly saveMine: () => void;
}

const isChangedMeanwhile = (error: unknown): boolean => error instanceof ApiProblem && error.status === 412;

const hasSameText = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Sending<Values> {
  readonly values: Values;
  /** What the change is one of. */
  readonly base: Versioned<Values>;
}

/** So often a change is sent again because others changed what it leaves as it is. */
const mostTries = 4;

async function sendOnto<Values, Saved>(
  { send, readAgain, isSame = hasSameText }: DraftOptions<Values, Saved>,
  { values, base }: Sending<Values>,
): Promise<Saved> {
  let { etag } = base;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(values, etag);
    } catch (error) {
      if (!isChangedMeanwhile(error) || tries === mostTries) throw error;
      const now = await readAgain();
      if (!isSame(now.value, base.value)) throw error;
      etag = now.etag;
    }
  }
}

export function useDraft<Values extends Record<string, unknown>, Saved>(
  options: DraftOptions<Values, Saved>,
): Draft<Values> {
  const { shown, isSame = hasSameText, validate = () => ({}), savedOf, onSaved } = options;
  const form = useForm<Values>({ mode: "controlled", initialValues: shown.value, validate });
  const [base, setBase] = useState(shown);
  const isChanged = !isSame(form.values, base.value);
  const isOther = shown.etag !== base.etag && !isSame(shown.value, base.value);
  const isFollowed = !isChanged || isSame(form.values, shown.value);
  const adopt = (other: Versioned<Values>): void => {
    setBase(other);
    form.setValues(other.value);
    form.clearErrors();
  };
  const sending = useMutation({
    mutationFn: (asked: Sending<Values>) => sendOnto(options, asked),
    onSuccess: (saved, { values }) => {
      const now = savedOf(saved);
      // What was typed while it was sent stays.
      if (isSame(form.getValues(), values)) adopt(now);
      else setBase(now);
      onSaved?.(saved);
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the server shows is followed when it changes.
  useEffect(() => {
    if (shown.etag === base.etag || sending.isPending) return;
    if (!isOther) setBase(shown);
    else if (isFollowed) adopt(shown);
  }, [shown, isOther, isFollowed, sending.isPending]);
  const send = (onto: Versioned<Values>): void => {
    if (form.validate().hasErrors) return;
    sending.mutate({ values: form.getValues(), base: onto });
  };
  const leave = (other: Versioned<Values>): void => {
    adopt(other);
    sending.reset();
  };
  const theirs = isOther && !isFollowed ? shown.value : null;
  const isTold = isChangedMeanwhile(sending.error) && (theirs !== null || !isChanged);
  return {
    form,
    isChanged,
    theirs,
    isSaving: sending.isPending,
    error: isTold ? null : sending.error,
    save: () => send(base),
    undo: () => leave(base),
    takeTheirs: () => leave(shown),
    saveMine: () => {
      setBase(shown);
      send(shown);
    },
  };
}
