// That an address says which entries of the history are asked for, and what makes no sense in it asks for nothing.

import { expect, test } from "vitest";
import { readFeedAddress, toChangeFilters } from "./feed-address.ts";

const filtersOf = (search: string) => toChangeFilters(readFeedAddress(new URLSearchParams(search)));
const none = {
  kind: undefined,
  connectionId: undefined,
  runId: undefined,
  field: undefined,
  since: undefined,
  until: undefined,
};

test("[WB119] an address says which entries are asked for; both days are included, in the reader's calendar", () => {
  expect(filtersOf("?kind=retired&kind=created&run=3&connection=2&field=isManaged")).toEqual({
    ...none,
    kind: ["created", "retired"],
    runId: 3,
    connectionId: 2,
    field: "isManaged",
  });
  const { since, until } = filtersOf("?since=2026-11-24&until=2026-11-25");
  expect([since, until]).toEqual([
    new Date(2026, 10, 24).toISOString(),
    new Date(2026, 10, 26).toISOString(),
  ]);
});

test("[WB119] what makes no sense in an address asks for nothing", () => {
  expect(filtersOf("?kind=eaten&run=x&connection=-1&since=2026-13-01&until=soon&field=")).toEqual(none);
});
