// What each alteration makes of a page.

import { expect, test } from "vitest";
import { jsonAnswer, textOf } from "./answer.ts";
import { faultSchema, type pageAlterations } from "./fault.ts";
import { alterPage, withoutMark } from "./page-faults.ts";

const url = new URL("http://127.0.0.1:1/v1.0/devices?$top=2");
const next = "http://127.0.0.1:1/v1.0/devices?$skiptoken=n";
const items = [
  { id: "a", displayName: "A" },
  { id: "b", displayName: "B" },
];

function altered(alteration: (typeof pageAlterations)[number], page: object, more: object = {}): unknown {
  const fault = faultSchema.parse({ kind: "page", alteration, ...more });
  if (fault.kind !== "page") throw new Error("This is no fault of a page.");
  return JSON.parse(textOf(alterPage(jsonAnswer(200, page), fault, url)));
}

const listed = { value: items, "@odata.nextLink": next };
const last = { value: items, "@odata.deltaLink": next };

test.each([
  ["link_repeats", { value: items, "@odata.nextLink": url.href }],
  ["link_null", { value: items, "@odata.nextLink": null }],
  ["links_both", { ...listed, "@odata.deltaLink": url.href }],
  ["links_neither", { value: items }],
  ["value_missing", { "@odata.nextLink": next }],
  ["value_null", { ...listed, value: null }],
  ["value_no_array", { ...listed, value: { 0: items[0], 1: items[1] } }],
  ["item_without_id", { ...listed, value: [{ displayName: "A" }, items[1]] }],
  ["item_null", { ...listed, value: [null, ...items] }],
  ["item_string", { ...listed, value: ["device", ...items] }],
  ["item_number", { ...listed, value: [42, ...items] }],
  ["item_twice", { ...listed, value: [items[0], ...items] }],
  ["name_null", { ...listed, value: [{ id: "a", displayName: null }, items[1]] }],
] as const)("%s", (alteration, expected) => {
  expect(altered(alteration, listed)).toEqual(expected);
});

test("unknown_field adds, and changes nothing else", () => {
  const page = altered("unknown_field", listed, { at: 1 }) as { value: object[] };
  expect(page.value[0]).toEqual(items[0]);
  expect(page.value[1]).toMatchObject({ ...items[1], simulatorUnknown: expect.anything() });
});

test.each([
  ["a next link", listed, "@odata.nextLink", "http://127.0.0.1:7/v1.0/devices?$skiptoken=n"],
  ["a delta link", last, "@odata.deltaLink", "http://127.0.0.1:7/v1.0/devices?$skiptoken=n"],
  ["a page without a link", { value: items }, "@odata.nextLink", "http://127.0.0.1:7/v1.0/devices?$top=2"],
])("link_elsewhere leads away from %s", (_name, page, name, link) => {
  const changed = altered("link_elsewhere", page, { origin: "http://127.0.0.1:7" });
  expect(changed).toEqual({ ...page, [name]: link });
});

test("an empty page leads to the page that it stands for, by a link of its own", () => {
  const page = altered("empty_page", listed) as { value: unknown[]; "@odata.nextLink": string };
  expect(page.value).toEqual([]);
  expect(page["@odata.nextLink"]).not.toBe(url.href);
  expect(withoutMark(new URL(page["@odata.nextLink"])).href).toBe(url.href);
});

test("an answer that is no page cannot be altered unnoticed", () => {
  const fault = faultSchema.parse({ kind: "page", alteration: "value_null" });
  if (fault.kind !== "page") throw new Error("This is no fault of a page.");
  expect(() => alterPage(jsonAnswer(404, { error: {} }), fault, url)).toThrow();
});
