// What is entered of a new connection, which step it is at, what the server said of it, and how it is saved.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { ConnectionBody, ConnectionView } from "../../../../src/contract/connection.ts";
import { createConnection } from "../../api/connections.ts";
import { proposedNameQuery } from "../../api/connectors.ts";
import { useCreationKey } from "../../api/creation-key.ts";
import { keys } from "../../api/keys.ts";
import { isProblem } from "../../api/problem.ts";
import { tellDone } from "../../components/tell.tsx";
import type { FieldErrors } from "../../forms/entered-settings.ts";
import { type Advanced, noAdvanced, saveAdvanced } from "./advanced.ts";
import {
  bodyOfDraft,
  connectorId,
  type Draft,
  draftErrors,
  isOfLastStep,
  newDraft,
  type Refusal,
  refusalOf,
  standingErrors,
} from "./draft.ts";
import { useTestPass } from "./use-test-pass.ts";

export type StepIndex = 0 | 1 | 2;

function useDraft() {
  const [first] = useState(() => newDraft(new Date()));
  const [draft, setDraft] = useState(first);
  const [advanced, setAdvanced] = useState(noAdvanced);
  const { data: proposedName, isPending } = useQuery(proposedNameQuery(connectorId));
  return {
    draft,
    change: (changed: Partial<Draft>): void => setDraft((before) => ({ ...before, ...changed })),
    advanced,
    setAdvanced,
    isChanged: draft !== first || advanced !== noAdvanced,
    name: draft.name ?? proposedName ?? "",
    isNamePending: isPending,
    body: bodyOfDraft(draft, proposedName),
  };
}

/** What the server refused, until the field is another. */
function useRefusals(body: ConnectionBody) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const errors: FieldErrors = refusal === null ? {} : standingErrors(refusal, body);
  const refuse = (error: unknown, sent: ConnectionBody): FieldErrors => {
    const refused = refusalOf(error, sent);
    setRefusal(refused);
    return refused.errors;
  };
  return { errors, refuse };
}

interface Sent {
  readonly body: ConnectionBody;
  readonly advanced: Advanced;
  /** Where only the advanced settings are left to be saved. */
  readonly made: ConnectionView | null;
}

export function useNewConnection() {
  const client = useQueryClient();
  const entered = useDraft();
  const { draft, body, advanced } = entered;
  const [step, setStep] = useState<StepIndex>(0);
  const [made, setMade] = useState<ConnectionView | null>(null);
  const [hasTried, setHasTried] = useState(false);
  const keyOf = useCreationKey();
  const unknownOutcomes = useRef(0);
  const pass = useTestPass(draft.settings);
  const { errors, refuse } = useRefusals(body);
  const creation = useMutation({
    mutationFn: async (sent: Sent) => {
      const connection =
        sent.made ??
        (await createConnection(sent.body, keyOf({ ...sent.body, after: unknownOutcomes.current })));
      setMade(connection);
      void client.invalidateQueries({ queryKey: keys.connections });
      await saveAdvanced(connection.id, sent.advanced);
      return connection;
    },
    onSuccess: ({ name }) => tellDone("The connection is made.", name),
    onError: (error, sent) => {
      if (isProblem(error, "connection.not_tested")) pass.expire();
      // What became of the first request nobody knows; the name, which is unique, keeps it from being made twice.
      if (isProblem(error, "request.outcome_unknown")) unknownOutcomes.current += 1;
      const fields = Object.keys(refuse(error, sent.body));
      if (fields.some((field) => !isOfLastStep(field) && !field.startsWith("rules"))) setStep(1);
    },
  });
  const wrong = draftErrors(draft);
  return {
    ...entered,
    step,
    goTo: setStep,
    pass,
    /** The server's reasons, and what is plainly wrong once somebody has tried. */
    errors: { ...errors, ...(hasTried && wrong) },
    refuse: (error: unknown) => refuse(error, body),
    /** Whether there is enough to ask the server; what is wrong is shown from now on. */
    check: (): boolean => {
      setHasTried(true);
      return Object.keys(wrong).length === 0;
    },
    made,
    create: () => creation.mutate({ body, advanced, made }),
    isCreating: creation.isPending,
    isDone: creation.isSuccess,
    error: creation.error,
  };
}

export type NewConnection = ReturnType<typeof useNewConnection>;
