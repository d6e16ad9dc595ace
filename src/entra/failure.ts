// The one translation of Microsoft Graph's errors into what they mean for a run.

import { type ErroredReason, type FailureRemedy, SourceFailure } from "../core/failure.ts";
import { GraphError } from "../graph/errors/graph-error.ts";
import { TokenRefusedError } from "../graph/errors/token-refused-error.ts";
import { UnreachableError, type UnreachableKind } from "../graph/errors/unreachable-error.ts";
import { hintFor } from "./entra-hint.ts";

interface Meaning {
  readonly remedy: FailureRemedy;
  readonly message: string;
}

const unreachableHints: Record<UnreachableKind, string> = {
  dns: "The name does not resolve: check the server's resolver and the chosen cloud.",
  tcp: "No connection, or it broke off: allow HTTPS (port 443) to this host, or set the proxy.",
  tls: "The TLS handshake failed: a proxy that inspects TLS is the usual cause; add its CA to the trusted ones.",
  timeout: "The time ran out: allow HTTPS (port 443) to this host, or set the proxy.",
  closed: "The connection pool is closed already.",
};

const permissionHint =
  "The application permission Device.Read.All is missing or has no admin consent. In the Microsoft Entra admin center open App registrations > the app > API permissions, add Microsoft Graph > Application permissions > Device.Read.All, and press Grant admin consent. A new consent needs a new token.";

function operator(reason: ErroredReason, message: string): Meaning {
  return { remedy: { kind: "operator", reason }, message };
}

/** A refusal with an OAuth error is a matter of the settings; without one, something else than Entra has answered. */
function tokenRefusal(error: TokenRefusedError): Meaning {
  const { refusal } = error;
  if (refusal.error === null) return operator("source_error", error.message);
  if (refusal.error === "temporarily_unavailable" || refusal.error === "server_error")
    return operator("source_error", error.message);
  const words = refusal.description === null ? "" : ` Microsoft says: ${refusal.description}`;
  return operator("credentials_rejected", `${hintFor(refusal.entraCodes)}${words}`);
}

function meaningOf(error: GraphError): Meaning {
  if (error instanceof TokenRefusedError) return tokenRefusal(error);
  if (error instanceof UnreachableError)
    return operator("source_unreachable", `${error.message}. ${unreachableHints[error.kind]}`);
  switch (error.code) {
    case "graph.resync_required":
      return { remedy: { kind: "full_pull" }, message: error.message };
    case "graph.page_link_expired":
      return { remedy: { kind: "relist" }, message: error.message };
    case "graph.unauthorized":
      return operator("credentials_rejected", `${error.message}. Check the tenant ID and the cloud.`);
    case "graph.forbidden":
      return operator("permission_missing", `${permissionHint} (${error.message})`);
    case "graph.body_cut":
      return operator("source_unreachable", `${error.message}. ${unreachableHints.tcp}`);
    default:
      return operator("source_error", error.message);
  }
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
