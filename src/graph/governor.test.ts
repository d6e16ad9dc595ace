// When requests are held back, and for how long.

import { expect, test } from "vitest";
import { answer, neverAborted, rejectionOf, script } from "../../test/support/graph-script.ts";
import { decodeJson } from "./client.ts";
import { holdBackMs } from "./governor.ts";
import { defaultRetryPolicy } from "./retry-timing.ts";

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

test("[GR21] what a refused request learns holds the others back too, up to the longest single wait", async () => {
  const policy = { ...defaultRetryPolicy, maximumTries: 1 };
  const refused = (seconds: string) => answer(429, "", { "retry-after": seconds });
  const { client, clock, events } = script({
    policy,
    answers: [refused("30"), answer(200, {}), refused("9999"), answer(200, {})],
  });
  const ask = (operation: string) =>
    client.send({ operation, link: client.linkTo("/v1.0/x"), decode: decodeJson }, neverAborted);
  for (const waits of [[30_000], [30_000, policy.maximumWaitMs]]) {
    expect(await rejectionOf(ask("list_devices"))).toMatchObject({ code: "graph.throttled" });
    await ask("count_devices");
    expect(clock.waits).toEqual(waits);
  }
  expect(events).toContainEqual(
    expect.objectContaining({ kind: "waiting", operation: "count_devices", why: "graph.throttled" }),
  );
});
