// What one run did to one asset: its kind in words, and what became of which field.

import { Stack } from "@mantine/core";
import { counted } from "../../components/moment-words.ts";
import type { ChangeGroup } from "./change-groups.ts";
import { kindLabel } from "./change-kinds.tsx";
import { FieldChange } from "./field-change.tsx";

/** e.g. "Changed 3 fields", "Retired: the source removed it for good" */
export function deedWords({ entries }: ChangeGroup): string {
  const [first] = entries;
  const label = kindLabel(first.kind);
  if (first.kind === "changed") return `${label} ${counted(entries.length, "field")}`;
  return first.kind === "retired" ? `${label}: ${first.words}` : label;
}

export function DeedFields({ group: { entries } }: { readonly group: ChangeGroup }) {
  if (entries[0].kind !== "changed") return null;
  return (
    <Stack gap={4} mt={4}>
      {entries.map((entry) =>
        entry.kind === "changed" ? (
          <FieldChange key={entry.field} field={entry.field} before={entry.before} after={entry.after} />
        ) : null,
      )}
    </Stack>
  );
}
