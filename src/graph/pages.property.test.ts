// Whatever faults come between, a listing brings every record once and in order, or an error: never less.

import fc from "fast-check";
import { expect, test } from "vitest";
import { answer, graphUrl, neverAborted, script } from "../../test/support/graph-script.ts";
import { DeltaRound } from "./delta-round.ts";
import { GraphError } from "./errors/graph-error.ts";
import { ListPages } from "./list-pages.ts";

type Answer = ReturnType<typeof answer>;

const faults: Record<string, (whole: Answer) => Answer> = {
  throttled: () => answer(429, { error: { code: "TooManyRequests" } }, { "retry-after": "30,120" }),
  unavailable: () => answer(503, "<html></html>"),
  unauthorized: () => answer(401, { error: { code: "InvalidAuthenticationToken" } }),
  html: () => answer(200, "<html>Sign in</html>"),
  errorBody: () => answer(200, { error: { code: "UnknownError", message: "" } }),
  cut: (whole) => ({ ...whole, text: whole.text.slice(0, -1) }),
  forbidden: () => answer(403, ""),
};
const history = fc.array(
  fc.record({
    records: fc.array(fc.uuid(), { maxLength: 4 }),
    faults: fc.array(fc.constantFrom(...Object.keys(faults)), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 8 },
);
type History = readonly { readonly records: readonly string[]; readonly faults: readonly string[] }[];

const link = (page: number) => `${graphUrl}/v1.0/devices?$skiptoken=${page}`;

function play(pages: History, lastLink: object) {
  const answers = pages.flatMap(({ records, faults: names }, index) => {
    const next = index === pages.length - 1 ? lastLink : { "@odata.nextLink": link(index + 1) };
    const whole = answer(200, { value: records.map((id) => ({ id })), ...next });
    return [...names.map((name) => faults[name]?.(whole) ?? whole), whole];
  });
  return script({ answers });
}

/** What must come: all of it, or an error where a fault has no cure or has come too often. */
function curable(pages: History): boolean {
  return pages.every(
    ({ faults: names }) =>
      !names.includes("forbidden") && names.filter((name) => name === "unauthorized").length < 2,
  );
}

async function collect(
  read: (from: string | null) => Promise<{ items: readonly unknown[]; next: string | null }>,
): Promise<unknown[] | string> {
  const items: unknown[] = [];
  try {
    for (let from: string | null = null; ; ) {
      const page = await read(from);
      items.push(...page.items);
      if (page.next === null) return items;
      from = page.next;
    }
  } catch (error) {
    if (error instanceof GraphError) return error.code;
    throw error;
  }
}

function check(pages: History, outcome: unknown[] | string): void {
  const all = pages.flatMap(({ records }) => records.map((id) => ({ id })));
  if (curable(pages)) expect(outcome).toEqual(all);
  else expect(outcome).toMatch(/^graph\.(forbidden|unauthorized)$/);
}

test("[GR9] property: a listing with faults brings everything, or an error", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (pages) => {
      const list = new ListPages(play(pages, {}).client, "list_devices", "/v1.0/devices");
      const outcome = await collect(async (from) => {
        const { items, nextLink } = await list.read(from, neverAborted);
        return { items, next: nextLink };
      });
      check(pages, outcome);
    }),
  );
});

test("[GR9] property: a delta round with faults brings everything, or an error", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (pages) => {
      const { client } = play(pages, { "@odata.deltaLink": `${graphUrl}/v1.0/devices/delta?$deltatoken=d` });
      const round = new DeltaRound(client, "devices_delta", "/v1.0/devices/delta");
      const outcome = await collect(async (from) => {
        const { items, end } = await round.read(from, neverAborted);
        return { items, next: end.kind === "more" ? end.nextLink : null };
      });
      check(pages, outcome);
    }),
  );
});
