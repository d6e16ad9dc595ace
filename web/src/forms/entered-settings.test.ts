// What is typed of a connection's settings.

import { expect, test } from "vitest";
import {
  dayOfMoment,
  isSameTest,
  isSecretsId,
  momentOfDay,
  noSettings,
  settingsErrors,
} from "./entered-settings.ts";

const id = "11111111-2222-3333-4444-555555555555";
const whole = { ...noSettings, tenantId: id, clientId: id, clientSecret: "a~secret" };

test("what is plainly wrong is told by the names of the request's fields", () => {
  expect(Object.keys(settingsErrors(noSettings))).toEqual([
    "settings.tenantId",
    "settings.clientId",
    "clientSecret",
  ]);
  expect(settingsErrors(whole)).toEqual({});
  expect(settingsErrors({ ...whole, tenantId: " Contoso.onmicrosoft.com " })).toEqual({});
  expect(settingsErrors({ ...whole, tenantId: "contoso" })).toHaveProperty(["settings.tenantId"]);
  expect(settingsErrors({ ...whole, clientId: "contoso.com" })).toHaveProperty(["settings.clientId"]);
  expect(settingsErrors({ ...whole, clientSecret: "" }, true)).toEqual({});
});

test("the ID of a secret is known from its value", () => {
  expect(isSecretsId(` ${id} `)).toBe(true);
  expect(isSecretsId("a~secret")).toBe(false);
});

test("a day becomes the moment at which it begins, and the same day again", () => {
  expect(dayOfMoment(momentOfDay("2027-05-05"))).toBe("2027-05-05");
  expect(momentOfDay("")).toBeNull();
  expect(dayOfMoment(null)).toBe("");
});

test("a test holds for the same settings, whatever the case of an ID, and for no other secret", () => {
  const guid = { ...whole, tenantId: "abcdef01-2222-3333-4444-555555555555" };
  expect(isSameTest(guid, { ...guid, tenantId: ` ${guid.tenantId.toUpperCase()}` })).toBe(true);
  expect(isSameTest(guid, { ...guid, secretExpiresOn: "2027-05-05" })).toBe(true);
  expect(isSameTest(guid, { ...guid, clientSecret: "A~secret" })).toBe(false);
  expect(isSameTest(guid, { ...guid, tokenEndpoint: "v2" })).toBe(false);
});
