// What is being written in the query bar, beside what is searched for.

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../../api/keys.ts";
import { notesOf } from "../../components/query-editor/query-notes.ts";
import type { AssetSearchState } from "./search-address.ts";

export interface QueryDraft {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** What facets add to: what is written, where it can be read, and what is searched for otherwise. */
  readonly base: string;
  /** Searches for it, where it can be read: the editor tells what is wrong otherwise. */
  readonly search: (text: string) => void;
}

const isQuery = (text: string): boolean => notesOf(text).every(({ isError }) => !isError);

export function useQueryDraft({ query, setQuery }: AssetSearchState): QueryDraft {
  const client = useQueryClient();
  const [draft, setDraft] = useState({ text: query, of: query });
  // Whoever goes back, or follows a link, sees the query of that address.
  if (draft.of !== query) setDraft({ text: query, of: query });
  const { text } = draft;
  return {
    text,
    setText: (next) => setDraft({ text: next, of: query }),
    base: isQuery(text) ? text : query,
    search: (next) => {
      const asked = next.trim();
      setDraft({ text: asked, of: query });
      if (!isQuery(asked)) return;
      if (asked === query) void client.invalidateQueries({ queryKey: keys.assets });
      else setQuery(asked);
    },
  };
}
