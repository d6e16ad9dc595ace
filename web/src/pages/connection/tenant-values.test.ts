// The tenant of a connection and its secret, as they are edited, tested and sent.

import { expect, test } from "vitest";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { needsTest, tenantChangeOf, tenantOf, tenantTestOf } from "./tenant-values.ts";

const clientId = "11111111-2222-3333-4444-555555555555";
const connection = {
  id: 7,
  connectorId: "entra-devices",
  cloud: "global",
  tenantId: "contoso.example",
  clientId,
  tokenEndpoint: "v1",
  secret: { storedAt: "", expiresAt: null, daysLeft: null, warningDays: null },
} as ConnectionView;
const stored = tenantOf(connection);
const changed = (change: object) => ({ entered: { ...stored.entered, ...change } });
const settings = { cloud: "global", tenantId: "contoso.example", clientId, tokenEndpoint: "v1" };

test("[WB61] only what differs is sent, and another day of expiry takes no test", () => {
  expect(tenantChangeOf(stored, connection)).toEqual({});
  const later = changed({ secretExpiresOn: "2027-01-01" });
  expect(needsTest(later, connection)).toBe(false);
  expect(Object.keys(tenantChangeOf(later, connection))).toEqual(["secretExpiresAt"]);
  expect(tenantChangeOf(changed({ tokenEndpoint: "v2" }), connection)).toEqual({
    settings: { ...settings, tokenEndpoint: "v2" },
  });
  expect(tenantChangeOf(changed({ clientSecret: "s" }), connection)).toEqual({
    clientSecret: "s",
    secretExpiresAt: null,
  });
});

test("[WB61] other settings are tested with the stored secret, unless another one is entered", () => {
  expect(tenantTestOf(stored, connection)).toEqual({ connectionId: 7, secret: "current" });
  const other = changed({ tokenEndpoint: "v2" });
  expect(needsTest(other, connection)).toBe(true);
  expect(tenantTestOf(other, connection)).toEqual({
    connectionId: 7,
    settings: { ...settings, tokenEndpoint: "v2" },
    secret: "current",
  });
  expect(tenantTestOf(changed({ clientSecret: "s" }), connection)).toEqual({
    connectorId: "entra-devices",
    settings,
    clientSecret: "s",
  });
});
