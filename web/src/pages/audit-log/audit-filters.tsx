// Chooses what of the audit log is shown: an action, and whose.

import { Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AuditEntryView } from "../../../../src/contract/audit-entry.ts";
import { someTokensQuery, someUsersQuery } from "../../api/access.ts";
import { actionWords, usualActions } from "./action-words.ts";
import { principalWords } from "./principal-words.ts";
import type { AuditFilterState } from "./use-audit-filters.ts";

interface Choice {
  readonly value: string;
  readonly label: string;
}

function actionChoices(entries: readonly AuditEntryView[], chosen: string | undefined): readonly Choice[] {
  const actions = new Set([...usualActions, ...entries.map(({ action }) => action)]);
  if (chosen !== undefined) actions.add(chosen);
  return [...actions]
    .map((value) => ({ value, label: actionWords(value) }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
}

/** Users and tokens that there are, and those that the shown entries name. */
function usePrincipalChoices(entries: readonly AuditEntryView[], chosen: string | undefined) {
  const { data: users } = useQuery(someUsersQuery);
  const { data: tokens } = useQuery(someTokensQuery);
  const choices = new Map<string, string>(chosen === undefined ? [] : [[chosen, chosen]]);
  for (const { id, email } of users?.items ?? []) choices.set(id, email);
  for (const { id, name } of tokens?.items ?? []) choices.set(id, `API token ${name}`);
  for (const { principal } of entries)
    if (principal.id !== "") choices.set(principal.id, principalWords(principal));
  return [...choices].map(([value, label]): Choice => ({ value, label }));
}

interface AuditFiltersProps {
  readonly filters: AuditFilterState;
  readonly entries: readonly AuditEntryView[];
}

export function AuditFilters({ filters, entries }: AuditFiltersProps) {
  const principals = usePrincipalChoices(entries, filters.principalId);
  const actions = actionChoices(entries, filters.action);
  return (
    <Group align="flex-end" gap="sm" role="search">
      <Select
        label="Action"
        placeholder="All actions"
        data={[...actions]}
        value={filters.action ?? null}
        onChange={filters.setAction}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "All actions" }}
        nothingFoundMessage="There is no such action."
        flex="1 1 14rem"
        maw={340}
      />
      <Select
        label="Who"
        placeholder="Everybody"
        data={principals}
        value={filters.principalId ?? null}
        onChange={filters.setPrincipalId}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Everybody" }}
        nothingFoundMessage="Nobody of that name."
        flex="1 1 14rem"
        maw={420}
      />
    </Group>
  );
}
