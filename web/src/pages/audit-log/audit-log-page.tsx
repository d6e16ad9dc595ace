// Who did what, and what was refused, the newest first.

import { Button } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import type { AuditEntryView } from "../../../../src/contract/audit-entry.ts";
import { keys } from "../../api/keys.ts";
import { useListing } from "../../api/use-listing.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { OnlyFor } from "../../components/not-allowed.tsx";
import { Page } from "../../components/page.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import { useAuditFilters } from "./use-audit-filters.ts";

function Log() {
  const filters = useAuditFilters();
  const { action, principalId } = filters;
  const listing = useListing<AuditEntryView>(keys.auditEntries, "/audit-entries", { action, principalId });
  const isFiltered = action !== undefined || principalId !== undefined;
  return (
    <Page title="Audit log" lead="Who did what, and what was refused, the newest first.">
      <AuditFilters filters={filters} entries={listing.items} />
      <ListingFrame
        listing={listing}
        empty={
          <EmptyState
            icon={IconListDetails}
            title={isFiltered ? "Nothing in the log fits." : "The log is empty."}
            action={
              isFiltered && (
                <Button variant="default" onClick={filters.clear}>
                  Show everything
                </Button>
              )
            }
          >
            {isFiltered ? "Choose another action, or somebody else." : "Whatever anybody does here is in it."}
          </EmptyState>
        }
      >
        <AuditTable entries={listing.items} onPrincipal={filters.setPrincipalId} />
      </ListingFrame>
    </Page>
  );
}

export function AuditLogPage() {
  return (
    <OnlyFor atLeast="administrator" title="Audit log">
      <Log />
    </OnlyFor>
  );
}
