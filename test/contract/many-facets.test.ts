// Facets of more assets than are looked up one by one: they are found twice, and both times the same.

import { expect, test } from "vitest";
import { searchCondition } from "../../src/core/asset-query.ts";
import { externalId } from "../../src/core/id.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { beginRun, describeStores, storeRules } from "../support/stores.ts";

const now = Date.UTC(2026, 10, 24);
const dayMs = 86_400_000;
const devices = 10_500;

function recordOf(index: number) {
  return {
    id: `many-${index}`,
    displayName: `Lab ${index}`,
    operatingSystem: index % 3 === 0 ? "Windows" : "Linux",
    approximateLastSignInDateTime: index % 2 === 0 ? new Date(now - 20 * dayMs).toISOString() : null,
  };
}

describeStores((store) => {
  test("[QL45] facets of many assets that a text finds count each of them once", async () => {
    const verdicts = Array.from({ length: devices }, (_, index) => {
      const record = recordOf(index);
      return reconcile(null, { externalId: externalId(record.id), record }, "whole", storeRules);
    });
    await store().transaction(async (writer) => {
      await writer.applyVerdicts(await beginRun(writer), verdicts);
    });
    const reading = understandQuery("name: lab", { now });
    if (reading.kind === "refused") throw new Error("The query is refused.");
    const facets = await store().readFacets(searchCondition(reading.query), now);
    const told = (name: string) =>
      facets.find((facet) => facet.name === name)?.values.map(({ label, count }) => `${label} ${count}`);
    expect(told("category")).toEqual(["Linux 7000", "Windows 3500"]);
    expect(told("lastSignInAge")).toEqual(["30 days 5250", "null 5250"]);
    expect(told("lifecycle")).toEqual(["active 10500"]);
  });
});
