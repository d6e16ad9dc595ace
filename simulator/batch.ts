// `POST /v1.0/$batch`: up to 20 requests in one, each answered by itself (json-batching).

import { z } from "zod";
import { badRequest, GraphRefusal, graphError } from "./graph-error.ts";
import type { GraphAnswer, GraphRequest } from "./graph-request.ts";

const mostRequests = 20;

const innerSchema = z.object({
  id: z.string().min(1),
  method: z.string(),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).default([]),
});
type Inner = z.output<typeof innerSchema>;
const batchSchema = z.object({ requests: z.array(innerSchema).min(1) });

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("Invalid batch payload format.");
  }
}

function readBatch(text: string): readonly Inner[] {
  const parsed = batchSchema.safeParse(readJson(text));
  if (!parsed.success) throw badRequest("Invalid batch payload format.");
  const { requests } = parsed.data;
  // The code and its wording were seen.
  if (requests.length > mostRequests)
    throw new GraphRefusal(
      400,
      "MaximumValueExceeded",
      `Number of batch request steps exceeds the maximum value of ${mostRequests}.`,
    );
  const ids = new Set<string>();
  for (const { id } of requests) {
    // "Not case-sensitive. Must be unique in the batch, otherwise, the batch request fails with a 400."
    if (ids.has(id.toLowerCase())) throw badRequest(`Request Id '${id}' has to be unique in a batch.`);
    ids.add(id.toLowerCase());
  }
  return requests;
}

/** JSON as it is; anything else as base64url text, which is what the page says of a body that is no JSON object. */
function bodyOf(answer: GraphAnswer): unknown {
  const isJson = answer.headers["content-type"]?.startsWith("application/json") === true;
  return isJson ? JSON.parse(answer.body) : Buffer.from(answer.body).toString("base64url");
}

function innerRequest(outer: GraphRequest, { method, url, headers }: Inner): GraphRequest {
  const version = outer.url.pathname.split("/")[1] ?? "";
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  // The urls are relative to the version, with or without a slash; an absolute one would name another host.
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) throw badRequest(`Invalid request url '${url}'.`);
  return {
    method,
    url: new URL(`${outer.url.origin}/${version}/${url.replace(/^\/+/, "")}`),
    headers: {
      "client-request-id": outer.headers["client-request-id"],
      ...(Object.fromEntries(lowered) as Record<string, string>),
    },
    body: "",
  };
}

export function answerBatch(
  request: GraphRequest,
  answerInner: (inner: GraphRequest) => GraphAnswer,
): GraphAnswer {
  const inner = readBatch(request.body);
  const requests = inner.map((each) => innerRequest(request, each));
  const failed = new Set<string>();
  const responses = inner.map(({ id, dependsOn }, position) => {
    const own = requests[position] as GraphRequest;
    const isHeldUp = dependsOn.some((other) => failed.has(other.toLowerCase()));
    const answer = isHeldUp ? failedDependency(own) : answerInner(own);
    if (answer.status >= 400) failed.add(id.toLowerCase());
    return { id, status: answer.status, headers: answer.headers, body: bodyOf(answer) };
  });
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    // "Individual responses might appear in a different order than the requests."
    body: JSON.stringify({ responses: responses.reverse() }),
  };
}

function failedDependency({ headers }: GraphRequest): GraphAnswer {
  const context = { clientRequestId: headers["client-request-id"] };
  return graphError(424, "FailedDependency", "A request that this one depends on failed.", context);
}
