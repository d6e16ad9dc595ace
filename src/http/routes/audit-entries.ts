// The audit log, for administrators.

import { auditEntryPage, auditQuery } from "../../contract/audit-entry.ts";
import { toMoment } from "../../contract/time.ts";
import type { Access, AuditEntry } from "../../core/access.ts";
import type { ApiRoutes } from "../app-options.ts";
import { pageView, toRange } from "../cursor.ts";

function entryToView(entry: AuditEntry) {
  const { id, at, principal, action, target, details } = entry;
  return { id, at: toMoment(at), principal, action, target, details: { ...details } };
}

export function auditRoutes(access: Access): ApiRoutes {
  return (api) => {
    api.route({
      method: "GET",
      url: "/audit-entries",
      config: { role: "administrator" },
      schema: {
        operationId: "listAuditEntries",
        summary: "Who did what, and what was refused, the newest first",
        tags: ["audit log"],
        querystring: auditQuery,
        response: { 200: auditEntryPage },
      },
      handler: async ({ query }) => {
        const { action, principalId } = query;
        const page = await access.readAudit(toRange("audit-entries", query), { action, principalId });
        return pageView("audit-entries", page, entryToView);
      },
    });
  };
}
