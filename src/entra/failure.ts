// The one translation of Microsoft Graph's errors into what they mean for a run.

import { type ErroredReason, type FailureRemedy, SourceFailure } from "../core/failure.ts";
import { GraphError } from "../graph/errors/graph-error.ts";
import { RefusedError } from "../graph/errors/refused-error.ts";
import { TokenRefusedError } from "../graph/errors/token-refused-error.ts";
import { UnreachableError } from "../graph/errors/unreachable-error.ts";
import { adviceFor } from "./advice.ts";

interface Meaning {
  readonly remedy: FailureRemedy;
  readonly message: string;
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}

function operator(reason: ErroredReason, message: string): Meaning {
  return { remedy: { kind: "operator", reason }, message };
}

/** What was found and what to do about it, as one text. */
function findingAndAdvice(error: GraphError): string {
  return `${withoutFullStop(error.message)}. ${adviceFor(error)}`;
}

/** A refusal with an OAuth error is a matter of the settings; without one, something else than Entra has answered. */
function tokenRefusal(error: TokenRefusedError): Meaning {
  const { refusal } = error;
  const passing = refusal.error === "temporarily_unavailable" || refusal.error === "server_error";
  if (refusal.error === null || passing) return operator("source_error", findingAndAdvice(error));
  const words = refusal.description === null ? "" : ` Microsoft says: ${refusal.description}`;
  return operator("credentials_rejected", `${adviceFor(error)}${words}`);
}

function meaningOf(error: GraphError): Meaning {
  if (error instanceof TokenRefusedError) return tokenRefusal(error);
  if (error instanceof UnreachableError) return operator("source_unreachable", findingAndAdvice(error));
  switch (error.code) {
    case "graph.resync_required":
      return { remedy: { kind: "full_pull" }, message: error.message };
    case "graph.page_link_expired":
      return { remedy: { kind: "relist" }, message: error.message };
    case "graph.unauthorized":
      return operator("credentials_rejected", findingAndAdvice(error));
    case "graph.forbidden":
      return operator("permission_missing", `${adviceFor(error)} (${error.message})`);
    case "graph.body_cut":
      return operator("source_unreachable", findingAndAdvice(error));
    default:
      return operator("source_error", findingAndAdvice(error));
  }
}

/**
 * A refusal of what is asked of each device, where a transform map asks for more than the connector does: which of the
 * `additions` it is about is told by Microsoft's words, where these name one. Null for any other error.
 */
export function propertyRefusal(error: unknown, additions: readonly string[]): SourceFailure | null {
  if (!(error instanceof RefusedError) || error.exchange.status !== 400 || additions.length === 0)
    return null;
  const words = error.exchange.graphMessage ?? "";
  const named = additions.filter((name) => words.includes(`'${name}'`));
  const suspects = named.length === 0 ? additions : named;
  const subject =
    suspects.length === 1
      ? `the device property ${suspects[0]}, which the connection's transform map adds`
      : `one of the device properties that the connection's transform map adds (${suspects.join(", ")})`;
  const message = `Microsoft Graph refuses ${subject}: take its line out of the map, or correct it. (${error.message})`;
  const remedy = { kind: "operator", reason: "source_error" } as const;
  return new SourceFailure("source.property_refused", message, remedy, error.exchange.requestId, {
    cause: error,
  });
}

/**
 * The `SourceFailure` for an error of the Graph library: same code, with its remedy and a message in the user's terms.
 * Any other error is a fault of our own and comes back as it is.
 */
export function toSourceFailure(error: unknown): unknown {
  if (!(error instanceof GraphError)) return error;
  const { remedy, message } = meaningOf(error);
  return new SourceFailure(error.code, message, remedy, error.exchange.requestId, { cause: error });
}
