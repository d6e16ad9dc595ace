// What a fault looks like on the wire, apart from those in the content of a page.

import { type Answer, type Delivery, textOf, withHeaders } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { whole } from "./http-server.ts";

/** A fault that one of the hosts alone can show. */
export type SpecialFault = Extract<
  Fault,
  { kind: "refusal" | "page" | "expired_token" | "claims_challenge" }
>;

/** How a host words its own errors. */
export interface FaultVoice {
  readonly url: URL;
  status(fault: Extract<Fault, { kind: "status" }>): Answer;
  errorBody(code: string): string;
  special(fault: SpecialFault, answer: () => Answer): Answer;
}

const gatewayPage =
  "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";

function htmlAnswer(status: number): Answer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: gatewayPage };
}

function statusAnswer(fault: Extract<Fault, { kind: "status" }>, voice: FaultVoice): Answer {
  const answer = voice.status(fault);
  return fault.retryAfter === undefined ? answer : withHeaders(answer, { "retry-after": fault.retryAfter });
}

/** What fails after the headers can only be told within a 200: alone, or after half of what was to be said. */
function errorWithin(
  answer: Answer,
  fault: Extract<Fault, { kind: "error_in_200" }>,
  voice: FaultVoice,
): Answer {
  const text = fault.inMidStream ? textOf(answer) : "";
  const body = `${text.slice(0, text.length / 2)}${voice.errorBody(fault.code)}`;
  return { ...answer, status: 200, body };
}

/** The status of a redirect says where to; nobody should follow it with a token. */
function redirectAnswer({ to, status }: Extract<Fault, { kind: "redirect" }>, url: URL): Answer {
  return { status, headers: { location: `${to}${url.pathname}${url.search}` }, body: "" };
}

/** The answer with its fault; `answer` is asked only where the fault alters what would have been said. */
export function applyFault(fault: Fault, voice: FaultVoice, answer: () => Answer): Delivery {
  switch (fault.kind) {
    case "status":
      return whole(statusAnswer(fault, voice));
    case "html":
      return whole(htmlAnswer(fault.status));
    case "empty":
      return whole({ status: fault.status, headers: {}, body: "" });
    case "not_json":
      return whole({ ...answer(), body: '{"value":[' });
    case "cut":
      return { answer: answer(), wire: "cut" };
    case "reset":
      return { answer: answer(), wire: "reset" };
    case "hang":
      return whole(answer());
    case "error_in_200":
      return whole(errorWithin(answer(), fault, voice));
    case "redirect":
      return whole(redirectAnswer(fault, voice.url));
    case "refusal":
    case "page":
    case "expired_token":
    case "claims_challenge":
      return whole(voice.special(fault, answer));
  }
}
