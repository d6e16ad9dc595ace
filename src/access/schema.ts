// The tables of access as Kysely sees them; `src/storage/migrations/0002-access.ts` makes them.

import type { Generated } from "kysely";
import type { AuditEntry, Role } from "../core/access.ts";
import type { Timestamp } from "../core/clock.ts";

/** A time in a table that better-auth writes as well: see `auth-time.ts`. */
export type AuthTime = string | Date;

interface UserAccountTable {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly email_verified: number | boolean;
  readonly name: string;
  readonly image: string | null;
  readonly role: Role;
  readonly created_at: AuthTime;
  readonly updated_at: AuthTime;
}

/** One way in which a user signs in: by password (`provider_id` is `credential`) or by the issuer. */
interface AccountTable {
  readonly id: string;
  readonly user_id: string;
  readonly provider_id: string;
  readonly account_id: string;
  readonly password: string | null;
  readonly created_at: AuthTime;
  readonly updated_at: AuthTime;
}

interface SessionTable {
  readonly id: string;
  readonly user_id: string;
  readonly token: string;
  readonly expires_at: AuthTime;
}

interface FirstLinkTable {
  readonly id: number;
  readonly token_hash: string;
}

interface ApiTokenTable {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  readonly created_at: Timestamp;
  readonly expires_at: Timestamp;
  readonly last_used_at: Timestamp | null;
  readonly user_id: string | null;
}

interface AuditEntryTable {
  readonly id: Generated<number>;
  readonly at: Timestamp;
  readonly principal_kind: AuditEntry["principal"]["kind"];
  readonly principal_id: string;
  readonly principal_name: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: string;
}

/** What `src/access` reads and writes itself; the sessions' and sign-ins' other columns are better-auth's. */
export interface AccessDatabase {
  readonly user_account: UserAccountTable;
  readonly account: AccountTable;
  readonly session: SessionTable;
  readonly first_link: FirstLinkTable;
  readonly api_token: ApiTokenTable;
  readonly audit_entry: AuditEntryTable;
}
