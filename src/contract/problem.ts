// How every refusal looks on the wire: RFC 9457, with a stable code.

import { z } from "zod";

export const problem = z
  .object({
    type: z.string().describe("`urn:rollcall:problem:` and the code"),
    title: z.string().describe("What the code means, the same at each occurrence"),
    status: z.int().min(400).max(599),
    detail: z.string().describe("What happened this time, for people"),
    code: z.string().describe("Stable, lower-case and dotted; docs/error-codes.md lists all of them"),
    errors: z
      .array(
        z.object({
          field: z.string().describe("Where it is, e.g. `body.email`"),
          code: z.string(),
          reason: z.string(),
          from: z.int().optional().describe("In a query: from this UTF-16 unit of it on"),
          to: z.int().optional().describe("In a query: before this one"),
          suggestions: z.array(z.string()).optional().describe("In a query: what may be written there"),
        }),
      )
      .optional()
      .describe("One for each part of the request that is not as it should be"),
    errorId: z.string().optional().describe("Where the server is at fault: the same id is in its log"),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problem>;
