// Whatever happens to assets, tags and rules: a dynamic tag is on exactly the assets that its rule holds for.

import fc from "fast-check";
import { inject, test } from "vitest";
import { openStoreUnderTest } from "../support/random-inventory.ts";
import { playTaggedHistory, randomSteps } from "../support/tagged-history.ts";

test("[TG10] [TG2] after each step of a random history each dynamic tag is where its rule says, and criticalities follow", async () => {
  const property = fc.asyncProperty(randomSteps, async (steps) => {
    const store = await openStoreUnderTest();
    await playTaggedHistory(store, steps).finally(() => store.storage.close());
  });
  // What a step does is the same on both; that its SQL is right on PostgreSQL as well shows in fewer rounds.
  await fc.assert(property, { numRuns: inject("postgresUrl") === null ? 60 : 10 });
}, 300_000);
