// What the fifth check makes of each kind of first device, and of none.

import { expect, test } from "vitest";
import { answer, neverAborted, type ScriptedAnswer, script } from "../../../test/support/graph-script.ts";
import type { Evidence } from "../../core/connection-test.ts";
import { selectedProperties } from "../device-record.ts";
import { dataFetchCheck } from "./data-fetch.ts";

async function check(...answers: readonly ScriptedAnswer[]) {
  const { client, requests } = script({ answers });
  const evidence: Evidence[] = [];
  const finding = await dataFetchCheck(() => client, selectedProperties)(evidence, neverAborted);
  const told = Object.fromEntries(evidence.map(({ label, value }) => [label, value]));
  return { finding, told, requests };
}

const next = (page: number) => `https://graph.microsoft.com/v1.0/devices?$skiptoken=${page}`;
const page = (value: readonly unknown[], nextLink?: string) =>
  answer(200, { value, ...(nextLink === undefined ? {} : { "@odata.nextLink": nextLink }) });

test("[CT5] a device is told by its name and id, and the next page is not read", async () => {
  const { finding, told, requests } = await check(
    page([{ id: "i-1", displayName: "PC 1" }], next(1)),
    answer(200, "7"),
  );
  expect(told).toEqual({ Device: "PC 1", "Device's id": "i-1", "Devices in the tenant": "7" });
  expect(finding).toEqual({ summary: "A device came, and the tenant counts 7." });
  expect(requests[0]?.path).toMatch(/^\/v1\.0\/devices\?\$top=1&\$select=id,.*displayName.*trustType$/);
});

test.each([
  [{ id: "i-1", displayName: null }, "without a name"],
  [{ id: "i-1", displayName: " " }, "without a name"],
  [{ displayName: "PC 1" }, "The record has no id."],
])("[CT5] the device %j is told as %s", async (device, expected) => {
  expect((await check(page([device]), answer(200, "1"))).told.Device).toBe(expected);
});

test("[CT5] empty pages are followed to the first device", async () => {
  const { told } = await check(page([], next(1)), page([], next(2)), page([{ id: "i" }]), answer(200, "1"));
  expect(told["Device's id"]).toBe("i");
});

test("[CT5] a tenant that counts devices and lists none is told so", async () => {
  const empty = Array.from({ length: 5 }, (_, index) => page([], next(index + 1)));
  const { finding, told } = await check(...empty, answer(200, "12"));
  expect(told).toEqual({ "Devices in the tenant": "12" });
  expect(finding.summary).toBe("The tenant's list shows no device, and its count says 12.");
  expect(finding.advice).toMatch(/^Microsoft counts 12 devices and lists none/);
});
