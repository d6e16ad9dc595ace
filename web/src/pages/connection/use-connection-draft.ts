// A part of a connection as somebody edits it.

import type { FormErrors } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import type { ConnectionChangeBody, ConnectionView } from "../../../../src/contract/connection.ts";
import type { Versioned } from "../../api/client.ts";
import { changeConnection } from "../../api/connection-changes.ts";
import { connectionQuery } from "../../api/connections.ts";
import { readAnew } from "../../api/read-anew.ts";
import { type Draft, useDraft } from "../../forms/use-draft.ts";

interface ConnectionDraftOptions<Values> {
  readonly connection: Versioned<ConnectionView>;
  readonly valuesOf: (connection: ConnectionView) => Values;
  readonly changeOf: (values: Values) => ConnectionChangeBody;
  readonly isSame?: (one: Values, other: Values) => boolean;
  readonly validate?: (values: Values) => FormErrors;
  readonly onSaved?: () => void;
}

/** Keeps what an answer shows of a connection, so that nobody has to read it again. */
export function useKeepConnection(id: number): (saved: Versioned<ConnectionView>) => void {
  const client = useQueryClient();
  return (saved) => client.setQueryData(connectionQuery(id).queryKey, saved);
}

export function useConnectionDraft<Values extends Record<string, unknown>>(
  options: ConnectionDraftOptions<Values>,
): Draft<Values> {
  const { connection, valuesOf, changeOf, isSame, validate, onSaved } = options;
  const { id } = connection.value;
  const client = useQueryClient();
  const keep = useKeepConnection(id);
  const shownOf = ({ value, etag }: Versioned<ConnectionView>): Versioned<Values> => ({
    value: valuesOf(value),
    etag,
  });
  return useDraft<Values, Versioned<ConnectionView>>({
    shown: shownOf(connection),
    ...(isSame && { isSame }),
    ...(validate && { validate }),
    readAgain: async () => shownOf(await readAnew(client, connectionQuery(id))),
    send: async (values, etag) => {
      const saved = await changeConnection(id, etag, changeOf(values));
      keep(saved);
      return saved;
    },
    savedOf: shownOf,
    ...(onSaved && { onSaved }),
  });
}
