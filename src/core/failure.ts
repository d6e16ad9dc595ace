// What a failed request to the source means for the run that made it.

import { RollcallError } from "./error.ts";

/** Why a connection is *Errored*; the whole list. */
export type ErroredReason =
  | "credentials_rejected"
  | "permission_missing"
  | "source_unreachable"
  | "source_error"
  | "held_for_approval"
  | "internal";

/**
 * What the run must do: `full_pull` when the source no longer knows the delta link, `relist` when it no longer knows the
 * page link of a listing, `operator` when only a person (or a later run) can help. Whether to try a request again is
 * decided before a failure is ever thrown.
 */
export type FailureRemedy =
  | { readonly kind: "full_pull" }
  | { readonly kind: "relist" }
  | { readonly kind: "operator"; readonly reason: ErroredReason };

/** A request to the source that stays failed after all retries. `requestId` is the source's own id of the request. */
export class SourceFailure extends RollcallError {
  readonly remedy: FailureRemedy;
  readonly requestId: string | null;

  constructor(
    code: string,
    message: string,
    remedy: FailureRemedy,
    requestId: string | null,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.remedy = remedy;
    this.requestId = requestId;
  }
}
