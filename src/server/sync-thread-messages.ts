// What the serving thread and the sync thread say to each other.

import type { Cloud } from "../core/connection.ts";
import type { LiveEvent } from "../core/live-event.ts";
import type { EntraTransport } from "../entra/entra-client.ts";
import type { MasterKeys } from "../storage/secret-box.ts";
import type { DatabaseConfig } from "./config.ts";

/** What the sync thread is started with. */
export interface SyncThreadSetup {
  readonly store:
    | { readonly kind: "embedded"; readonly databaseFile: string }
    | { readonly kind: "shared"; readonly database: DatabaseConfig };
  readonly masterKeys: MasterKeys;
  readonly transport: EntraTransport;
  /** Whose hosts runs may ask. */
  readonly clouds: readonly Cloud[];
  readonly concurrency: number;
}

export type SyncThreadOrder =
  /** There may be something to do, or a run to end. */
  { readonly kind: "wake" } | { readonly kind: "stop" };

export type SyncThreadReport =
  | { readonly kind: "ready" }
  | { readonly kind: "event"; readonly event: LiveEvent }
  | { readonly kind: "warning"; readonly about: Readonly<Record<string, number>>; readonly message: string }
  | { readonly kind: "trouble"; readonly code: string; readonly message: string };

/** The code and the words of a trouble, for the server's own log. */
export function describeTrouble(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof Error && "code" in error ? String(error.code) : "internal";
  return { code, message: error instanceof Error ? error.message : String(error) };
}
