// Test Connection: five checks, each told as it ends.

import { EventSourceParserStream } from "eventsource-parser/stream";
import type {
  CheckResultView,
  ConnectionTestBody,
  ConnectionTestEnd,
} from "../../../src/contract/connection-test.ts";
import { ask } from "./client.ts";
import { ServerUnreachable } from "./problem.ts";

/** In the order in which the server makes them. */
export const checkNames: readonly CheckResultView["check"][] = [
  "network",
  "tls",
  "credential",
  "authorization",
  "data_fetch",
];

export interface TestEnd extends ConnectionTestEnd {
  /** For how long from now on the settings may be saved, by the server's own clock. */
  readonly validForMs: number;
}

/** Two clocks may differ: what is left is told by that of the server alone. */
function leftOf(end: ConnectionTestEnd, answer: Response, answeredAt: number): TestEnd {
  const saidAt = Date.parse(answer.headers.get("Date") ?? "") || Date.now();
  const now = saidAt + performance.now() - answeredAt;
  return { ...end, validForMs: end.validUntil === null ? 0 : Date.parse(end.validUntil) - now };
}

/** Throws as `ask` does, and `ServerUnreachable` where the answer breaks off before its end. */
export async function runConnectionTest(
  input: ConnectionTestBody,
  onCheck: (result: CheckResultView) => void,
  signal: AbortSignal,
): Promise<TestEnd> {
  const answer = await ask("POST", "/connection-tests", { body: input, signal });
  const answeredAt = performance.now();
  if (answer.body === null) throw new ServerUnreachable("The answer is empty.");
  const reader = answer.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { event, data } = next.value;
      if (event === "check") onCheck(JSON.parse(data));
      if (event === "end") return leftOf(JSON.parse(data), answer, answeredAt);
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ServerUnreachable(cause);
  }
  throw new ServerUnreachable("The test broke off before its end.");
}
