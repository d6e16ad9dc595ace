// JSON batching: up to 20 requests in one, each answered by itself.

import { z } from "zod";
import { type Answer, jsonAnswer, textOf } from "./answer.ts";
import type { Directory } from "./directory.ts";
import { answerGraph, graphError } from "./graph-host.ts";

const batchBody = z.object({
  requests: z.array(z.object({ id: z.string(), method: z.literal("GET"), url: z.string() })).max(20),
});

export function answerBatch(directory: Directory, origin: string, body: string): Answer {
  const parsed = batchBody.safeParse(JSON.parse(body));
  if (!parsed.success) return graphError(400, "BadRequest", "The batch request is invalid.");
  const responses = parsed.data.requests.map(({ id, url }) => {
    const request = {
      url: new URL(`${origin}/v1.0${url}`),
      consistencyLevel: undefined,
    };
    const answer = answerGraph(directory, request);
    return {
      id,
      status: answer.status,
      headers: answer.headers,
      body: JSON.parse(textOf(answer)) as unknown,
    };
  });
  // The service does not keep the order of the requests.
  return jsonAnswer(200, { responses: responses.reverse() });
}
