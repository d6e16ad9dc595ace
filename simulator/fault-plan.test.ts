// Which fault of a plan meets which request, and how often.

import { expect, test } from "vitest";
import { FaultPlan } from "./fault-plan.ts";

const throttled = { kind: "status", status: 429 } as const;
const cut = { kind: "cut" } as const;

test("a rule skips, shows and is used up; another one takes over", () => {
  const plan = new FaultPlan();
  plan.add({ host: "graph", operation: "list", skip: 1, times: 2, fault: throttled }, { fault: cut });
  const kinds = Array.from({ length: 5 }, () => plan.take("graph", "list")?.kind ?? null);
  expect(kinds).toEqual(["cut", "status", "status", null, null]);
});

test("a rule keeps to its host and its operation", () => {
  const plan = new FaultPlan();
  plan.add({ host: "graph", operation: "delta", fault: cut });
  expect(plan.take("login", "token")).toBeNull();
  expect(plan.take("graph", "list")).toBeNull();
  expect(plan.take("graph", null)).toBeNull();
  expect(plan.take("graph", "delta")).toEqual(cut);
});

test("a fault of one host is not spent on the other", () => {
  const plan = new FaultPlan();
  plan.add({ fault: { kind: "page", alteration: "item_twice" } });
  expect(plan.take("login", "token")).toBeNull();
  expect(plan.take("graph", "list")).toMatchObject({ kind: "page", at: 0 });
});

test("a rule for ever stays, until the plan is cleared", () => {
  const plan = new FaultPlan();
  plan.add({ times: "always", fault: cut });
  for (let turn = 0; turn < 50; turn += 1) expect(plan.take("graph", "get")).toEqual(cut);
  expect(plan.list()).toEqual([{ skip: 0, times: "always", fault: cut }]);
  plan.clear();
  expect(plan.take("graph", "get")).toBeNull();
});

test.each([
  ["a status nobody has seen", { fault: { kind: "status", status: 418 } }],
  ["an unknown fault", { fault: { kind: "fire" } }],
  ["an unknown option", { fault: cut, whenever: 1 }],
  ["a fault that the host cannot show", { host: "login", fault: { kind: "page", alteration: "link_null" } }],
  ["an operation that the host does not know", { host: "graph", operation: "token", fault: cut }],
  [
    "a fault of one host for an operation of the other",
    { operation: "token", fault: { kind: "claims_challenge" } },
  ],
  ["an address that is no origin", { fault: { kind: "redirect", to: "http://127.0.0.1:9/path" } }],
])("%s is refused", (_name, rule) => {
  expect(() => new FaultPlan().add(rule as never)).toThrow();
});

test("hanging requests are told, counted and released together", async () => {
  const plan = new FaultPlan();
  const told = plan.untilHanging();
  const hanging = [plan.hang(), plan.hang()];
  await told;
  expect(plan.hanging).toBe(2);
  expect(plan.release()).toBe(2);
  await Promise.all(hanging);
  expect([plan.hanging, plan.release()]).toEqual([0, 0]);
});
