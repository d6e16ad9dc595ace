// The control side, `/_simulator`: what is true of a tenant, and how to change it.

import { z } from "zod";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { Directory } from "./directory.ts";

const count = z.number().int().nonnegative();
const changeBody = z.object({ seed: count, add: count, change: count, remove: count, restore: count });

export function answerControl(directory: Directory, action: string, body: string): Answer {
  switch (action) {
    case "truth":
      return jsonAnswer(200, { devices: directory.count(), withoutName: directory.countWithoutName() });
    case "devices":
      return {
        status: 200,
        headers: { "content-type": "application/x-ndjson" },
        body: [...directory.liveDevices()].join("\n"),
      };
    case "changes": {
      const parsed = changeBody.safeParse(JSON.parse(body));
      return parsed.success
        ? jsonAnswer(200, directory.randomChanges(parsed.data))
        : jsonAnswer(400, { error: z.prettifyError(parsed.error) });
    }
    case "expire-delta-links":
      directory.oldestLink = directory.changes.length + 1;
      return jsonAnswer(200, {});
    default:
      return jsonAnswer(404, { error: `There is no ${action}.` });
  }
}
