// Asks by id, twenty at a time, whether devices still exist; an answer counts only when it is explicit.

import { z } from "zod";
import { decodeJson, type GraphClient } from "./client.ts";
import { readErrorBody } from "./error-body.ts";
import { ConfirmUnclearError } from "./errors/confirm-unclear-error.ts";
import type { GraphExchange } from "./errors/graph-error.ts";
import { type Attempt, type FailedAttempt, persevere } from "./persevere.ts";
import type { Trouble } from "./retry-timing.ts";
import { statusError, statusTrouble } from "./status-error.ts";

/** `device` is the record as it came. */
export type DevicePresence =
  | { readonly kind: "present"; readonly device: { readonly [name: string]: unknown } }
  | { readonly kind: "gone" };

/** JSON batching takes at most 20 requests (learn.microsoft.com/graph/json-batching). */
const batchSize = 20;
const operation = "confirm_devices";

const batchSchema = z.looseObject({
  responses: z.array(
    z.looseObject({
      id: z.string(),
      status: z.number().int(),
      headers: z.record(z.string(), z.unknown()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});
const deviceIdSchema = z.looseObject({ id: z.string() });

type InnerResponse = z.infer<typeof batchSchema>["responses"][number];

/** The answers by inner request id, each of which was asked and is answered exactly once. */
function matchResponses(
  body: unknown,
  asked: number,
  exchange: GraphExchange,
): ReadonlyMap<string, InnerResponse> {
  const parsed = batchSchema.safeParse(body);
  if (!parsed.success) throw new ConfirmUnclearError(exchange, "the batch answer is malformed");
  const byId = new Map<string, InnerResponse>();
  for (const response of parsed.data.responses) {
    if (byId.has(response.id)) throw new ConfirmUnclearError(exchange, "an answer comes twice");
    byId.set(response.id, response);
  }
  const complete = Array.from({ length: asked }, (_, index) => byId.has(String(index + 1))).every(Boolean);
  if (!complete) throw new ConfirmUnclearError(exchange, "an answer is missing");
  if (byId.size !== asked) throw new ConfirmUnclearError(exchange, "there is an answer to no question");
  return byId;
}

function innerHeaders(response: InnerResponse): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    if (typeof value === "string" || typeof value === "number")
      headers.set(name.toLowerCase(), String(value));
  }
  return headers;
}

/** What one inner answer says of the device `id`; only `200` with its id, and `404` with its code, say anything. */
function judge(
  id: string,
  response: InnerResponse,
  outer: GraphExchange,
  now: number,
): Attempt<DevicePresence> {
  const { status, body } = response;
  const { codes, message, requestId } = readErrorBody(body, []);
  const exchange = {
    ...outer,
    status,
    graphCodes: codes,
    graphMessage: message,
    requestId: requestId ?? outer.requestId,
  };
  if (status === 200) {
    const device = deviceIdSchema.safeParse(body);
    if (device.success && device.data.id.toLowerCase() === id.toLowerCase())
      return {
        kind: "done",
        value: { kind: "present", device: body as { readonly [name: string]: unknown } },
      };
    const error = new ConfirmUnclearError(exchange, "the device that came is not the one that was asked for");
    return { kind: "failed", trouble: null, error };
  }
  if (status === 404 && codes[0]?.toLowerCase() === "request_resourcenotfound")
    return { kind: "done", value: { kind: "gone" } };
  const trouble = statusTrouble(status, innerHeaders(response), now);
  const known = trouble !== null || status === 401 || status === 403;
  const error = known
    ? statusError(exchange)
    : new ConfirmUnclearError(exchange, `status ${status} ${codes[0] ?? "without a code"}`);
  return { kind: "failed", trouble, error };
}

/** The failure that decides for a batch: one that no retry can cure, or else the one that asks for the longest wait. */
function worstOf(failures: readonly FailedAttempt[]): FailedAttempt | null {
  const hopeless = failures.find((failure) => failure.trouble === null);
  if (hopeless !== undefined) return hopeless;
  const wait = (trouble: Trouble | null) => trouble?.askedWaitMs ?? 0;
  return failures.reduce<FailedAttempt | null>(
    (worst, failure) => (worst !== null && wait(worst.trouble) >= wait(failure.trouble) ? worst : failure),
    null,
  );
}

interface Question {
  readonly ids: readonly string[];
  /** Comma-separated names of properties; `id` among them. */
  readonly select: string;
}

async function askOnce(
  client: GraphClient,
  { ids, select }: Question,
  answers: Map<string, DevicePresence>,
  signal: AbortSignal,
): Promise<Attempt<null>> {
  const pending = ids.filter((id) => !answers.has(id));
  const requests = pending.map((id, index) => ({
    id: String(index + 1),
    method: "GET",
    url: `/devices/${encodeURIComponent(id)}?$select=${select}`,
  }));
  const link = client.linkTo("/v1.0/$batch");
  const answer = await client.send({ operation, link, body: { requests }, decode: decodeJson }, signal);
  const responses = matchResponses(answer.value, pending.length, answer.exchange);
  const failures: FailedAttempt[] = [];
  for (const [index, id] of pending.entries()) {
    const response = responses.get(String(index + 1));
    if (response === undefined) continue;
    const result = judge(id, response, answer.exchange, client.perseverance.clock.now());
    if (result.kind === "done") answers.set(id, result.value);
    else failures.push(result);
  }
  return worstOf(failures) ?? { kind: "done", value: null };
}

/**
 * Whether each of the devices exists, by its id, and what of it is selected; a soft-deleted one is gone. Inner requests may fail on their own and are
 * asked again with their own Retry-After. Throws what `GraphClient.send` does, and `graph.confirm_unclear` when any
 * device is left without an explicit answer.
 */
export async function confirmDevices(
  client: GraphClient,
  { ids, select }: Question,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, DevicePresence>> {
  const unique = [...new Set(ids)];
  const answers = new Map<string, DevicePresence>();
  for (let from = 0; from < unique.length; from += batchSize) {
    const batch = unique.slice(from, from + batchSize);
    await persevere(client.perseverance, signal, () =>
      askOnce(client, { ids: batch, select }, answers, signal),
    );
  }
  return answers;
}
