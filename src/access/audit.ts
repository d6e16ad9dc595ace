// The audit log: who did what, and what was refused.

import { z } from "zod";
import type { Access, AuditEntry } from "../core/access.ts";
import type { AccessStore } from "./access-store.ts";
import { cutPage, readIdCursor } from "./cursor.ts";

const detailsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export function createAudit({ db }: AccessStore): Pick<Access, "addAudit" | "readAudit"> {
  return {
    addAudit: async (entry) => {
      const values = {
        at: entry.at,
        principal_kind: entry.principal.kind,
        principal_id: entry.principal.id,
        principal_name: entry.principal.name,
        action: entry.action,
        target: entry.target,
        details: JSON.stringify(entry.details),
      };
      await db.insertInto("audit_entry").values(values).execute();
    },
    readAudit: async ({ after, limit }, { action, principalId }) => {
      const before = readIdCursor(after);
      let query = db.selectFrom("audit_entry").selectAll();
      if (before !== null) query = query.where("id", "<", before);
      if (action !== undefined) query = query.where("action", "=", action);
      if (principalId !== undefined) query = query.where("principal_id", "=", principalId);
      const rows = await query
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      const entries = rows.map(
        (row): AuditEntry => ({
          id: row.id,
          at: row.at,
          principal: { kind: row.principal_kind, id: row.principal_id, name: row.principal_name },
          action: row.action,
          target: row.target,
          details: detailsSchema.parse(JSON.parse(row.details)),
        }),
      );
      return cutPage(entries, limit, (entry) => String(entry.id));
    },
  };
}
