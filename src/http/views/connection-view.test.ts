// Shows what a connection's view says of a schedule whose zone this release does not know any more.

import { expect, test } from "vitest";
import type { Connection } from "../../core/connection.ts";
import { connectionId } from "../../core/id.ts";
import { noSeverities } from "../../core/severity.ts";
import { viewConnection } from "./connection-view.ts";

const connection: Connection = {
  id: connectionId(1),
  name: "Contoso",
  description: "",
  tags: [],
  schedule: { kind: "daily", timeZone: "Atlantis/Capital", start: "2026-05-05T18:39" },
  connectorId: "entra-devices",
  cloud: "global",
  settings: {
    tenantId: "contoso.example",
    clientId: "client",
    loginUrl: "https://login.example",
    graphUrl: "https://graph.example",
    tokenEndpoint: "v1",
  },
  secret: { storedAt: 0, expiresAt: null },
  nextSecret: null,
  version: 1,
  pausedAt: null,
  nextRunAt: null,
  state: { name: "registered" },
  deltaLink: null,
  basis: null,
  withoutId: 0,
  lastSeenAt: null,
  lastFullPullAt: null,
  createdAt: 0,
  retirementGuard: { share: 0.1, minimum: 50 },
  transformMapVersion: 1,
  severityMap: noSeverities,
  fullPullEveryMs: 1,
};

test("it says why nothing runs, in the place of the schedule's words", () => {
  const { schedule } = viewConnection(connection, null, 0);
  expect(schedule?.words).toContain("Atlantis/Capital");
  expect(schedule?.nextRuns).toEqual([]);
});
