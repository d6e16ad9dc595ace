// Who did something, in words.

import type { AuditEntryView } from "../../../../src/contract/audit-entry.ts";

export function principalWords({ kind, name }: AuditEntryView["principal"]): string {
  switch (kind) {
    case "user":
      return name;
    case "token":
      return `API token ${name}`;
    case "local":
      return "The server's own machine";
    case "nobody":
      return "Nobody signed in";
  }
}
