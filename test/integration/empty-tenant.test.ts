// A source that answers 200 with nothing where it had fifty thousand devices.

import { expect, test } from "vitest";
import { Directory } from "../../simulator/directory.ts";
import { createEngine } from "../support/engine.ts";
import { answer } from "../support/graph-script.ts";
import { InProcessTenant, type Interference } from "../support/in-process-tenant.ts";

const devices = 50_000;

interface Batch {
  readonly requests: readonly { readonly id: string }[];
}

const emptyList: Interference = ({ operation }) =>
  operation === "list_devices" ? answer(200, { value: [] }) : undefined;

/** The list is empty, the count is none, and no device is there by its id. */
const nothingAtAll: Interference = (request) => {
  if (request.operation === "count_devices") return answer(200, "0", { "content-type": "text/plain" });
  if (request.operation !== "confirm_devices") return emptyList(request);
  const { requests } = JSON.parse(request.body ?? "") as Batch;
  const body = { error: { code: "Request_ResourceNotFound", message: "It is not there." } };
  return answer(200, { responses: requests.map(({ id }) => ({ id, status: 404, body })) });
};

test("[RT4] [FP8] an empty answer retires nothing: held where the devices are gone by id too, told where they are not", async () => {
  const tenant = new InProcessTenant(new Directory({ devices, seed: 3, namelessShare: 0 }));
  const engine = await createEngine(tenant);
  await engine.sync("full_pull");
  let asked = 0;
  tenant.interfere = (request) => {
    asked += 1;
    return nothingAtAll(request);
  };
  const held = await engine.sync("full_pull");
  expect(held.state).toMatchObject({ name: "failed", failure: { reason: "held_for_approval" } });
  expect(held.counters.retired).toBe(0);
  expect(await engine.storage.countCandidateAssets(held.id)).toBe(devices);
  // Once more are confirmed than the guard lets through, the other devices are not asked for: 5,000 and a step of 1,000.
  expect(asked).toBeLessThan(320);
  tenant.interfere = emptyList;
  const short = await engine.sync("full_pull");
  expect(short.counters).toMatchObject({ retired: 0, confirmedPresent: devices });
  expect(short.countProof).toMatchObject({ tenant: devices, activeAssets: devices, explained: true });
  tenant.interfere = () => undefined;
  const whole = await engine.sync("full_pull");
  expect(whole.counters).toMatchObject({ unchanged: devices, retired: 0, created: 0 });
  await engine.storage.close();
}, 60_000);
