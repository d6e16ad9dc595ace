// What a run is doing, why it failed and what to do then, as people read it.

import type { SyncRunView } from "../../../src/contract/sync-run.ts";

type FailureReason = NonNullable<SyncRunView["failure"]>["reason"];

/** What to do, after the server's own words of what happened. */
export const adviceWords: Readonly<Record<FailureReason, string>> = {
  credentials_rejected:
    "Check tenant, client ID and secret on the tab Credentials, test them there, then resume the run.",
  permission_missing:
    "Give the app Device.Read.All in Entra and grant admin consent; test it on the tab Credentials, then resume the run.",
  source_unreachable:
    "Check that this server reaches the login and Graph hosts by HTTPS, through its proxy if it has one, then resume the run.",
  source_error:
    "Microsoft's side answered with an error. Resume the run later; if it stays, the request-id in the log is what Microsoft's support asks for.",
  held_for_approval: "Look at the assets that the run would retire, then approve the run or dismiss it.",
  internal:
    "This is a fault of Rollcall or of its database. Look at the log, and tell whoever runs the server.",
};

const phases: Readonly<Record<string, string>> = {
  listing: "Reading the tenant's devices",
  initial_round: "Reading the tenant's devices",
  catching_up: "Catching up with what changed meanwhile",
  comparing: "Looking for what was not seen",
  following: "Reading what changed",
  confirming: "Asking the tenant for each device that seems to be gone",
  retiring: "Retiring what is gone",
};

export const phaseWords = (phase: string): string => phases[phase] ?? "At work";
