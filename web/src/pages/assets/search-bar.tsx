// Where a search is written, with what helps to write it.

import { ActionIcon, Button, Group, Stack } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useLocation } from "react-router";
import type { ServerNote } from "../../components/query-editor/editor-notes.tsx";
import { QueryEditor, type QueryEditorHandle } from "../../components/query-editor/query-editor.tsx";
import { searchFocus } from "../../components/shell/search-focus.ts";
import { LanguageHelp } from "./language-help.tsx";
import { RecentMenu } from "./recent-menu.tsx";
import { SaveButton } from "./save-button.tsx";
import { SavedMenu } from "./saved-menu.tsx";
import type { QueryDraft } from "./use-query-draft.ts";

/** Whoever pressed `/` is taken to the bar, also from another page. */
function useSearchFocus() {
  const editor = useRef<QueryEditorHandle>(null);
  const { state } = useLocation();
  const isAsked = (state as { focusSearch?: boolean } | null)?.focusSearch === true;
  useEffect(() => {
    const focus = (): void => editor.current?.focus();
    if (isAsked) focus();
    return searchFocus.offer(focus);
  }, [isAsked]);
  return editor;
}

interface SearchBarProps {
  readonly draft: QueryDraft;
  /** What the server says of the query that was searched for. */
  readonly errors: readonly ServerNote[];
  /** Beside what helps to write it. */
  readonly children?: ReactNode;
}

export function SearchBar({ draft, errors, children }: SearchBarProps) {
  const editor = useSearchFocus();
  const { text, setText, search } = draft;
  const submit = (): void => search(text);
  return (
    <Stack gap="xs" component="search" aria-label="Assets">
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <QueryEditor
          ref={editor}
          label="Query"
          isLabelHidden
          value={text}
          onChange={setText}
          onSubmit={submit}
          errors={errors}
          placeholder="Words, or e.g. operatingSystem.category: Windows and entra.isCompliant: false"
        />
        <Button visibleFrom="xs" leftSection={<IconSearch size={16} aria-hidden />} onClick={submit}>
          Search
        </Button>
        <ActionIcon hiddenFrom="xs" size={36} aria-label="Search" onClick={submit}>
          <IconSearch size={18} aria-hidden />
        </ActionIcon>
      </Group>
      <Group gap={4}>
        <SavedMenu onSearch={search} />
        <RecentMenu onSearch={search} />
        <SaveButton text={text} />
        <LanguageHelp onTry={search} />
        {children}
      </Group>
    </Stack>
  );
}
