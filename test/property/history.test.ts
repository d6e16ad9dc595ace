// Whatever happens to a tenant and to the runs, a quiet run at the end brings the inventory to the tenant's truth.

import fc from "fast-check";
import { inject, test } from "vitest";
import { everyHistory } from "./play-history.ts";

test("[DP1] [FP1] [CK1] [LC3] [HS6] whatever happened, the inventory equals the tenant after a quiet run", async () => {
  await fc.assert(everyHistory, { numRuns: inject("postgresUrl") === null ? 500 : 40 });
}, 300_000);
