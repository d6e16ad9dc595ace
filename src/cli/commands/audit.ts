// `rollcall audit`.

import type { z } from "zod";
import { auditEntry } from "../../contract/audit-entry.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { showList } from "../show-list.ts";
import type { Column } from "../table.ts";

type AuditEntryView = z.infer<typeof auditEntry>;

interface AuditOptions extends ServerOptions {
  readonly action?: string;
  readonly principal?: string;
  readonly limit: number;
}

function detailsOf({ details }: AuditEntryView): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

const columns: readonly Column<AuditEntryView>[] = [
  { title: "at", of: ({ at }) => at },
  { title: "who", of: ({ principal }) => `${principal.name} (${principal.kind})` },
  { title: "action", of: ({ action }) => action },
  { title: "target", of: ({ target }) => target ?? "–" },
  { title: "details", of: detailsOf },
];

export async function showAudit(options: AuditOptions): Promise<void> {
  const { client, output } = openContext(options);
  const { action, principal: principalId, limit } = options;
  const entries = client.list(auditEntry, "/audit-entries", { action, principalId });
  await showList(output, entries, limit, columns, "There are no such entries.");
}
