// Every fault that a host can be told to show, as it is written in a plan.

import { z } from "zod";

/** Alterations of a finished page; Graph's own code knows nothing of them. */
export const pageAlterations = [
  "link_elsewhere",
  "link_repeats",
  "link_null",
  "links_both",
  "links_neither",
  "value_missing",
  "value_null",
  "value_no_array",
  "item_without_id",
  "item_null",
  "item_string",
  "item_number",
  "item_twice",
  "unknown_field",
  "name_null",
  "empty_page",
] as const;

const faultStatuses = [400, 403, 404, 408, 410, 429, 500, 502, 503, 504, 507, 509] as const;

/** Codes of the login host that a plan can ask for although the request is in order. */
const plannedRefusals = [53003, 90055, 50196] as const;

const origin = z
  .url()
  .refine((text) => URL.parse(text)?.origin === text, "It must be an origin, such as http://127.0.0.1:9.");

export const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("status"),
    status: z.literal(faultStatuses),
    code: z.string().optional(),
    message: z.string().optional(),
    /** As it is: `3`, `30,120`, a date, garbage; absent where it is left out. */
    retryAfter: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("refusal"), code: z.literal(plannedRefusals) }),
  z.strictObject({ kind: z.literal("html"), status: z.literal([200, 502]).default(502) }),
  z.strictObject({ kind: z.literal("empty"), status: z.literal([200, 502]).default(200) }),
  z.strictObject({ kind: z.literal("not_json") }),
  z.strictObject({ kind: z.literal("cut") }),
  z.strictObject({ kind: z.literal("reset") }),
  z.strictObject({ kind: z.literal("hang") }),
  z.strictObject({
    kind: z.literal("error_in_200"),
    code: z.string().default("UnknownError"),
    /** The body breaks off and the error follows it, so that the whole is no JSON. */
    inMidStream: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal("redirect"),
    to: origin,
    status: z.literal([301, 302, 307, 308]).default(302),
  }),
  z.strictObject({ kind: z.literal("expired_token") }),
  z.strictObject({ kind: z.literal("claims_challenge") }),
  z.strictObject({
    kind: z.literal("page"),
    alteration: z.literal(pageAlterations),
    /** Which item of the page, from 0. */
    at: z.number().int().nonnegative().default(0),
    /** Where `link_elsewhere` leads. */
    origin: origin.optional(),
  }),
]);

export type Fault = z.infer<typeof faultSchema>;

const operationsOf = {
  login: ["token", "discovery", "keys"],
  graph: ["list", "count", "delta", "get", "batch"],
} as const;

export type Operation = (typeof operationsOf)["login" | "graph"][number];

/** Faults that only one of the hosts can show. */
const hostOf: Partial<Record<Fault["kind"], "login" | "graph">> = {
  refusal: "login",
  page: "graph",
  expired_token: "graph",
  claims_challenge: "graph",
};

export function isPossibleAt(host: "login" | "graph", { kind }: Fault): boolean {
  return (hostOf[kind] ?? host) === host;
}

const looseRule = z.strictObject({
  host: z.enum(["login", "graph"]).optional(),
  operation: z.literal([...operationsOf.login, ...operationsOf.graph]).optional(),
  /** How many matching requests pass before the fault shows. */
  skip: z.number().int().nonnegative().default(0),
  times: z.union([z.number().int().positive(), z.literal("always")]).default(1),
  fault: faultSchema,
});

/** Whether a host knows the operation and can show the fault. */
function isShownBy(host: "login" | "graph", { operation, fault }: z.infer<typeof looseRule>): boolean {
  const known: readonly Operation[] = operationsOf[host];
  return isPossibleAt(host, fault) && (operation === undefined || known.includes(operation));
}

/** A rule that could never show is refused. */
export const faultRule = looseRule.refine(
  (rule) =>
    (rule.host === undefined ? (["login", "graph"] as const) : [rule.host]).some((host) =>
      isShownBy(host, rule),
    ),
  "No host shows this fault for this operation.",
);

export type FaultRule = z.infer<typeof faultRule>;
/** A rule as a person writes it, defaults left out. */
export type PlannedFault = z.input<typeof faultRule>;
