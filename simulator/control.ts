// The control side, `/_simulator`: what is true of a tenant, and how to change it or make it unruly.

import { z } from "zod";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { Directory } from "./directory.ts";
import { disorderSchema } from "./disorder.ts";
import { EditRefusal } from "./edit-refusal.ts";
import { applyEdit, type EditResult, editSchema } from "./edits.ts";
import { expiryNames, linkKinds } from "./links.ts";

export interface ControlRequest {
  readonly method: string;
  readonly action: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** A request of the control side that makes no sense; answered with 400 and what is wrong. */
class ControlRefusal extends Error {
  override readonly name = "ControlRefusal";
}

const count = z.number().int().nonnegative().default(0);
const changesBody = z.strictObject({
  seed: z.number().int().default(0),
  add: count,
  change: count,
  remove: count,
  restore: count,
});
const editsBody = z.strictObject({ edits: z.array(editSchema) });
const expireBody = z.strictObject({ what: z.enum(linkKinds), as: z.enum(expiryNames).optional() });
const disorderBody = disorderSchema.extend({
  /** How `$deltatoken=latest` is refused; null serves it. */
  refuseLatest: z.enum(["501 NotImplemented", "400 Request_BadRequest"]).nullable().default(null),
});

function readBody<Output>(schema: z.ZodType<Output>, body: string): Output {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new ControlRefusal(`The body is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ControlRefusal(z.prettifyError(parsed.error));
  return parsed.data;
}

function truth(directory: Directory): Answer {
  return jsonAnswer(200, {
    devices: directory.count(),
    withoutName: directory.countWithoutName(),
    softDeleted: directory.countSoftDeleted(),
  });
}

const linesPerPiece = 200;

function* linesOf(texts: Iterable<string>): Iterable<string> {
  let piece = "";
  let lines = 0;
  for (const text of texts) {
    piece += `${text}\n`;
    lines += 1;
    if (lines % linesPerPiece !== 0) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** Each live device on a line; edits made while it is read may or may not be in it. */
function devices(directory: Directory, query: URLSearchParams): Answer {
  const selected = query.get("select")?.split(",") ?? null;
  const unknown = selected?.find((name) => !directory.knowsProperty(name));
  if (unknown !== undefined) throw new ControlRefusal(`No device has a property '${unknown}'.`);
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson" },
    body: linesOf(directory.liveDevices(selected)),
  };
}

/** In the order given. What comes before an edit that cannot be made stays made, and the answer says how many those are. */
function edits(directory: Directory, body: string): Answer {
  const results: EditResult[] = [];
  for (const [position, edit] of readBody(editsBody, body).edits.entries()) {
    try {
      results.push(applyEdit(directory, edit));
    } catch (error) {
      if (!(error instanceof EditRefusal)) throw error;
      throw new ControlRefusal(
        `Edit ${position} (${edit.do}): ${error.message}. The ${position} before it are made.`,
      );
    }
  }
  return jsonAnswer(200, { edits: results });
}

function expire(directory: Directory, body: string): Answer {
  const { what, as } = readBody(expireBody, body);
  directory.expire(what, as);
  return jsonAnswer(200, {});
}

function disorder(directory: Directory, body: string): Answer {
  const { refuseLatest, ...rest } = readBody(disorderBody, body);
  directory.setDisorder(rest);
  directory.latestRefusal = refuseLatest;
  return jsonAnswer(200, { ...directory.disorder, refuseLatest });
}

interface Action {
  readonly method: "GET" | "POST";
  answer(directory: Directory, request: ControlRequest): Answer;
}

const actions: Readonly<Record<string, Action>> = {
  truth: { method: "GET", answer: truth },
  devices: { method: "GET", answer: (directory, { query }) => devices(directory, query) },
  changes: {
    method: "POST",
    answer: (directory, { body }) => jsonAnswer(200, directory.randomChanges(readBody(changesBody, body))),
  },
  edits: { method: "POST", answer: (directory, { body }) => edits(directory, body) },
  expire: { method: "POST", answer: (directory, { body }) => expire(directory, body) },
  disorder: { method: "POST", answer: (directory, { body }) => disorder(directory, body) },
};

export function answerControl(directory: Directory, request: ControlRequest): Answer {
  const action = Object.hasOwn(actions, request.action) ? actions[request.action] : undefined;
  if (action === undefined) return jsonAnswer(404, { error: `There is no ${request.action}.` });
  if (request.method !== action.method) {
    const refused = jsonAnswer(405, { error: `${request.action} takes ${action.method} alone.` });
    return { ...refused, headers: { ...refused.headers, allow: action.method } };
  }
  try {
    return action.answer(directory, request);
  } catch (error) {
    if (error instanceof ControlRefusal) return jsonAnswer(400, { error: error.message });
    throw error;
  }
}
