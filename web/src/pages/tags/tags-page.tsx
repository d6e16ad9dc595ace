// All tags, and making and changing them.

import { Button, Loader } from "@mantine/core";
import { IconPlus, IconTags } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { type Tag, tagsQuery } from "../../api/tags.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RemoveTag } from "./remove-tag.tsx";
import { TagDialog } from "./tag-dialog.tsx";
import { TagTable } from "./tag-table.tsx";

type Opened = { readonly kind: "new" } | { readonly kind: "change" | "remove"; readonly tag: Tag };

function Dialogs({ opened, onClose }: { readonly opened: Opened | null; readonly onClose: () => void }) {
  if (opened === null) return null;
  if (opened.kind === "remove") return <RemoveTag tag={opened.tag} onClose={onClose} />;
  return <TagDialog tag={opened.kind === "new" ? null : opened.tag} onClose={onClose} />;
}

export function TagsPage() {
  const { data: tags, error, refetch } = useQuery(tagsQuery);
  const mayChange = useMay("operator");
  const [opened, setOpened] = useState<Opened | null>(null);
  const add = mayChange && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpened({ kind: "new" })}>
      New tag
    </Button>
  );
  return (
    <Page
      title="Tags"
      lead="Labels on assets: put on by people, or by a rule that is kept true."
      actions={tags?.length === 0 ? undefined : add}
    >
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      {tags === undefined && error === null && <Loader aria-label="Loading" />}
      {tags?.length === 0 && (
        <EmptyState icon={IconTags} title="There is no tag yet." action={add}>
          A tag groups assets, says how critical they are, and can decide which devices a connection imports.
          {!mayChange && " Operators make them."}
        </EmptyState>
      )}
      {tags !== undefined && tags.length > 0 && (
        <TagTable
          tags={tags}
          mayChange={mayChange}
          onChange={(tag) => setOpened({ kind: "change", tag })}
          onRemove={(tag) => setOpened({ kind: "remove", tag })}
        />
      )}
      <Dialogs opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}
