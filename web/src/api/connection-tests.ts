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

/** Throws as `ask` does, and `ServerUnreachable` where the answer breaks off before its end. */
export async function runConnectionTest(
  input: ConnectionTestBody,
  onCheck: (result: CheckResultView) => void,
  signal: AbortSignal,
): Promise<ConnectionTestEnd> {
  const { body } = await ask("POST", "/connection-tests", { body: input, signal });
  if (body === null) throw new ServerUnreachable("The answer is empty.");
  const reader = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { event, data } = next.value;
      if (event === "check") onCheck(JSON.parse(data));
      if (event === "end") return JSON.parse(data);
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ServerUnreachable(cause);
  }
  throw new ServerUnreachable("The test broke off before its end.");
}
