// When requests are held back, and for how long.

import { expect, test } from "vitest";
import { answer, neverAborted, script } from "../../test/support/graph-script.ts";
import { decodeJson } from "./client.ts";
import { holdBackMs } from "./governor.ts";

test.each([
  [null, 0],
  ["", 0],
  ["soon", 0],
  ["0.79", 0],
  ["0.8", 0],
  ["1.0", 2000],
  ["1.8", 10_000],
  ["25", 10_000],
])("[GR21] a share of the limit of %s holds back for %d ms", (header, durationMs) => {
  expect(holdBackMs(header)).toBe(durationMs);
});

test("[GR21] a request after an answer near the limit waits, and the one after it does not", async () => {
  const near = answer(200, { value: [] }, { "x-ms-throttle-limit-percentage": "1.2" });
  const { client, clock, events } = script({ answers: [near, answer(200, {}), answer(200, {})] });
  const ask = () =>
    client.send(
      { operation: "list_devices", link: client.linkTo("/v1.0/x"), decode: decodeJson },
      neverAborted,
    );
  await ask();
  expect(clock.waits).toEqual([]);
  await ask();
  expect(clock.waits).toEqual([4000]);
  expect(events).toContainEqual(
    expect.objectContaining({ kind: "waiting", durationMs: 4000, why: "graph.near_limit" }),
  );
  await ask();
  expect(clock.waits).toEqual([4000]);
});

test("[GR21] what one request learns holds the others back too", async () => {
  const { client, clock, requests } = script({
    answers: [answer(429, "", { "retry-after": "30" }), answer(200, {}), answer(200, {})],
  });
  const ask = (operation: string) =>
    client.send({ operation, link: client.linkTo("/v1.0/x"), decode: decodeJson }, neverAborted);
  await Promise.all([ask("list_devices"), clock.sleep(1, neverAborted).then(() => ask("count_devices"))]);
  expect(requests).toHaveLength(3);
  expect(clock.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(30_000);
});
