// The one map from error codes to what a client is told of them; docs/error-codes.md is made from it.

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

const kind = (status: number, title: string): ProblemKind => ({ status, title });

/** By code. What is missing here is answered as `internal`, and nothing of it is shown. */
export const problemKinds: Readonly<Record<string, ProblemKind>> = {
  "request.malformed": kind(400, "The request is malformed."),
  "request.url_malformed": kind(400, "The request's address is malformed."),
  "request.json_malformed": kind(400, "The body is not well-formed JSON."),
  "request.invalid": kind(400, "The request is not as this operation asks for it."),
  "request.cursor_invalid": kind(400, "The cursor is not one that this listing gave."),
  "request.key_invalid": kind(400, "The Idempotency-Key is too short, too long or not plain ASCII."),
  "request.origin_foreign": kind(
    403,
    "A change with a session's cookie must come from Rollcall's own pages.",
  ),
  "request.route_unknown": kind(404, "There is nothing at this address."),
  "request.method_not_allowed": kind(405, "This address does not know the method."),
  "request.timed_out": kind(408, "The request did not arrive whole in time."),
  "request.still_running": kind(409, "The first request with this Idempotency-Key has no answer yet."),
  "request.outcome_unknown": kind(409, "The first request with this Idempotency-Key never got an answer."),
  "request.already_done": kind(409, "This was done already, and its answer is not shown again."),
  "request.changed_meanwhile": kind(412, "The resource has been changed since it was read."),
  "request.too_large": kind(413, "The body is larger than 1 MiB."),
  "request.media_type_unsupported": kind(415, "The body must be application/json."),
  "request.host_unknown": kind(421, "The server does not go by this host name."),
  "request.key_reused": kind(422, "The Idempotency-Key was used for another request."),
  "request.if_match_missing": kind(428, "A change must say in If-Match which version it changes."),
  "request.rate_limited": kind(429, "There are too many requests."),
  "request.headers_too_large": kind(431, "The request's headers are too large."),

  "access.not_signed_in": kind(401, "Nobody is signed in."),
  "access.token_unknown": kind(401, "The API token is not known."),
  "access.token_expired": kind(401, "The API token has expired."),
  "access.session_unknown": kind(401, "The session is not known or has ended."),
  "access.sign_in_refused": kind(401, "The sign-in is refused."),
  "access.link_invalid": kind(403, "The one-time link is not valid."),
  "access.role_too_low": kind(403, "The role is not enough for this."),
  "access.role_too_high": kind(403, "Nobody gives more than they may do themselves."),
  "access.user_not_found": kind(404, "There is no such user."),
  "access.token_not_found": kind(404, "There is no such API token."),
  "access.oidc_not_configured": kind(404, "OpenID Connect is not configured."),
  "access.email_taken": kind(409, "Another user has this address."),
  "access.last_administrator": kind(409, "The last administrator stays."),
  "access.password_weak": kind(422, "The password is too weak."),
  "access.email_invalid": kind(422, "The address is not an e-mail address."),
  "access.expiry_invalid": kind(422, "The expiry is not one that this token can have."),
  "access.password_not_used": kind(409, "This user does not sign in by a password."),
  "access.oidc_failed": kind(502, "The sign-in with OpenID Connect failed."),

  "connector.not_found": kind(404, "There is no such connector."),
  "connection.not_found": kind(404, "There is no such connection."),
  "connection.busy": kind(409, "A run of the connection is queued or under way."),
  "connection.paused": kind(409, "The connection is paused."),
  "connection.name_taken": kind(409, "Another connection has this name."),
  "connection.changed_meanwhile": kind(412, "Somebody else has changed the connection meanwhile."),
  "connection.tenant_fixed": kind(409, "The connection has devices of its tenant, so the tenant stays."),
  "connection.no_next_secret": kind(409, "No second secret waits at the connection."),
  "connection.not_tested": kind(409, "These settings have not just passed the connection test."),
  "connection.cloud_unknown": kind(422, "There is no such cloud."),
  "connection.cloud_not_allowed": kind(422, "The operator does not allow these hosts."),
  "connection.tag_unknown": kind(422, "There is no such tag."),
  "schedule.zone_unknown": kind(422, "There is no such time zone."),
  "schedule.time_invalid": kind(422, "This is no local time."),
  "schedule.end_before_start": kind(422, "The schedule ends before it starts."),
  "schedule.days_invalid": kind(422, "A weekly schedule needs days of the week."),
  "schedule.interval_invalid": kind(422, "The interval is not one of 1 to 24 hours."),
  "schedule.cron_invalid": kind(422, "This is no cron text."),
  "run.not_found": kind(404, "There is no such sync run."),
  "run.ended": kind(409, "The run has ended."),
  "run.held": kind(409, "The run is held for approval."),
  "run.not_failed": kind(409, "The run has not failed."),
  "run.changed_meanwhile": kind(409, "The run has just changed."),
  "run.not_held": kind(409, "The run is not held for approval."),
  "run.superseded": kind(409, "A later run of the connection has begun."),

  internal: kind(500, "The server is at fault."),
  "server.not_ready": kind(503, "The server is not ready."),
};
