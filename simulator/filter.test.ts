// Filters as the table of filterable properties allows them.

import { describe, expect, test } from "vitest";
import { Directory } from "./directory.ts";
import { askPage, askRefusal, type Device, eventual, idsOf, truthOf, walk } from "./test-client.ts";

const directory = new Directory({ devices: 600, seed: 31, namelessShare: 0.05, softDeletedShare: 0.1 });
directory.create({ displayName: "O'Hara's (PC), 1", operatingSystem: "Windows", trustType: "AzureAd" });
directory.create({ displayName: "filterable", physicalIds: ["[ZTDID]:1", "x"], hostnames: ["Alpha"] });
directory.create({ displayName: "attributed", extensionAttributes: { extensionAttribute3: "Gold" } });
const truth = truthOf(directory);
const first = truth[0] as Device;

const pathOf = (filter: string): string => `/devices?$top=999&$filter=${encodeURIComponent(filter)}`;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const lower = (value: unknown): string => text(value).toLowerCase();
const signIn = (device: Device): string => text(device.approximateLastSignInDateTime);

type Case = readonly [filter: string, expected: (device: Device) => boolean];

const plain: readonly Case[] = [
  [`id eq '${first.id}'`, ({ id }) => id === first.id],
  [`id eq '${first.id.toUpperCase()}'`, ({ id }) => id === first.id],
  [`deviceId eq '${first.deviceId}'`, ({ id }) => id === first.id],
  ["id in ('nobody')", () => false],
  ["displayName eq 'O''Hara''s (PC), 1'", (device) => device.displayName === "O'Hara's (PC), 1"],
  ["displayName eq 'FILTERABLE'", (device) => device.displayName === "filterable"],
  [
    "displayName in ('filterable', 'attributed')",
    (device) => ["filterable", "attributed"].includes(text(device.displayName)),
  ],
  ["startsWith(displayName,'desktop-')", (device) => lower(device.displayName).startsWith("desktop-")],
  ["startswith(displayName, 'DESKTOP-')", (device) => lower(device.displayName).startsWith("desktop-")],
  ["operatingSystem eq 'windows'", (device) => lower(device.operatingSystem) === "windows"],
  ["startsWith(operatingSystem,'mac')", (device) => lower(device.operatingSystem).startsWith("mac")],
  ["trustType eq 'ServerAd'", (device) => device.trustType === "ServerAd"],
  ["trustType in ('AzureAd','Workplace')", (device) => /^(AzureAd|Workplace)$/.test(text(device.trustType))],
  ["accountEnabled eq false", (device) => device.accountEnabled === false],
  ["isCompliant eq true", (device) => device.isCompliant === true],
  ["isCompliant eq false", (device) => device.isCompliant === false],
  ["isManaged eq true", (device) => device.isManaged === true],
  [
    "approximateLastSignInDateTime ge 2026-09-01T00:00:00Z",
    (device) => signIn(device) >= "2026-09-01T00:00:00Z",
  ],
  [
    "approximateLastSignInDateTime le 2026-09-01T00:00:00Z",
    (device) => signIn(device) !== "" && signIn(device) <= "2026-09-01T00:00:00Z",
  ],
  [
    "isCompliant eq true and (trustType eq 'AzureAd' or trustType eq 'Workplace')",
    (device) => device.isCompliant === true && /^(AzureAd|Workplace)$/.test(text(device.trustType)),
  ],
  [
    "trustType eq 'AzureAd' or trustType eq 'Workplace' and isManaged eq true",
    (device) =>
      device.trustType === "AzureAd" || (device.trustType === "Workplace" && device.isManaged === true),
  ],
  ["physicalIds/any(p:p eq '[ZTDID]:1')", (device) => device.displayName === "filterable"],
  ["hostnames/any(h:startsWith(h,'alp'))", (device) => device.displayName === "filterable"],
  [
    `id eq '${first.id}' and accountEnabled eq true`,
    (device) => device === first && first.accountEnabled === true,
  ],
];

const advanced: readonly Case[] = [
  ["displayName ne 'filterable'", (device) => device.displayName !== "filterable"],
  ["displayName eq null", (device) => device.displayName === null],
  ["displayName ne null", (device) => device.displayName !== null],
  [
    "not(trustType in ('AzureAd','ServerAd'))",
    (device) => !/^(AzureAd|ServerAd)$/.test(text(device.trustType)),
  ],
  ["not (isCompliant eq true)", (device) => device.isCompliant !== true],
  ["not startsWith(displayName,'desktop-')", (device) => !lower(device.displayName).startsWith("desktop-")],
  ["registrationDateTime ge 2024-01-01T00:00:00Z", (device) => text(device.registrationDateTime) >= "2024"],
  ["approximateLastSignInDateTime eq null", (device) => device.approximateLastSignInDateTime === null],
  ["manufacturer eq 'Apple'", (device) => device.manufacturer === "Apple"],
  ["startsWith(model,'iPhone')", (device) => lower(device.model).startsWith("iphone")],
  ["extensionAttributes/extensionAttribute3 eq 'gold'", (device) => device.displayName === "attributed"],
];

describe("what a filter lets through", () => {
  test.each(plain)("%s", (filter, expected) => {
    expect(idsOf(walk(directory, pathOf(filter)).items)).toEqual(idsOf(truth.filter(expected)));
  });

  test.each(advanced)("%s, with the advanced parameters", (filter, expected) => {
    const path = `${pathOf(filter)}&$count=true`;
    const page = askPage(directory, path, eventual);
    const matching = truth.filter(expected);
    expect(matching.length).toBeGreaterThan(0);
    expect(idsOf(page.value)).toEqual(idsOf(matching));
    expect(page["@odata.count"]).toBe(matching.length);
  });

  test.each(advanced)("%s is refused without both of them", (filter) => {
    const refused = { status: 400, code: "Request_UnsupportedQuery" };
    for (const asking of [{}, { headers: eventual }])
      expect(askRefusal(directory, pathOf(filter), asking)).toMatchObject(refused);
    const { message } = askRefusal(directory, `${pathOf(filter)}&$count=true`);
    expect(message).toMatch(
      /^Operator '\w+' is not supported because the required parameters might be missing\. Try adding \$count=true query parameter and ConsistencyLevel:eventual header\. Refer to https:\/\/aka\.ms\/graph-docs\/advanced-queries for more information$/,
    );
  });

  test("15 ids bring those of them that are live", () => {
    const ids = idsOf(truth).slice(0, 13);
    const gone = directory.softDeleted().map((index) => directory.idOf(index));
    const asked = [...ids, gone[0], "nobody"].map((id) => `'${id}'`).join(",");
    expect(new Set(idsOf(walk(directory, pathOf(`id in (${asked})`)).items))).toEqual(new Set(ids));
  });

  test("a filtered list is paged like any other", () => {
    const matching = idsOf(truth.filter(({ trustType }) => trustType === "AzureAd"));
    const path = `/devices?$top=7&$filter=${encodeURIComponent("trustType eq 'AzureAd'")}`;
    const { pages, items } = walk(directory, path);
    expect(idsOf(items)).toEqual(matching);
    expect(pages).toHaveLength(Math.ceil(matching.length / 7));
    const four = idsOf(truth).slice(0, 4);
    const asked = four.map((id) => `id eq '${id}'`).join(" or ");
    const few = walk(directory, `/devices?$top=3&$filter=${encodeURIComponent(`${asked} or ${asked}`)}`);
    expect(few.pages.map(({ value }) => value.length)).toEqual([3, 1]);
    expect(idsOf(few.items)).toEqual(four);
  });

  test("a page gives up after many that do not match, and goes on behind its link", () => {
    const large = new Directory({ devices: 45_000, seed: 2 });
    const last = truthOf(large).at(-1);
    large.set(last?.id ?? "", { displayName: "the last one" });
    const path = `/devices?$filter=${encodeURIComponent("displayName eq 'the last one'")}`;
    const { pages, items } = walk(large, path);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages[0]?.value).toEqual([]);
    expect(idsOf(items)).toEqual([last?.id]);
  });
});

describe("what is refused", () => {
  test.each([
    "createdDateTime",
    "complianceExpirationDateTime",
    "enrollmentType",
    "deviceVersion",
    "systemLabels",
  ])("%s takes no filter", (name) => {
    expect(askRefusal(directory, pathOf(`${name} eq null`))).toMatchObject({
      status: 400,
      code: "Request_UnsupportedQuery",
      message: `Unsupported or invalid query filter clause specified for property '${name}' of resource 'Device'.`,
    });
  });

  test.each([
    "startsWith(deviceId,'a')",
    "startsWith(id,'a')",
    "id ge 'a'",
    "trustType eq null",
    "isCompliant eq null",
    "displayName ge 'a'",
    "approximateLastSignInDateTime gt 2026-01-01T00:00:00Z",
    "physicalIds eq 'a'",
    "displayName/any(d:d eq 'a')",
    "physicalIds/any(p:startsWith(p,'a'))",
  ])("%s is more than the table allows", (filter) => {
    const refused = { status: 400, code: "Request_UnsupportedQuery" };
    const path = `${pathOf(filter)}&$count=true`;
    expect(askRefusal(directory, path, { headers: eventual })).toMatchObject(refused);
  });

  test.each([
    ["id", 16],
    ["displayName", 20],
  ])("%s in 16 or more is too many", (name, count) => {
    const list = Array.from({ length: count }, (_, at) => `'${at}'`);
    const refused = { status: 400, code: "Request_UnsupportedQuery" };
    expect(askRefusal(directory, pathOf(`${name} in (${list.join(",")})`))).toMatchObject(refused);
    const joined = list.map((each) => `${name} eq ${each}`).join(" or ");
    const { code, message } = askRefusal(directory, pathOf(joined));
    expect(code).toBe("Request_UnsupportedQuery");
    expect(message).toContain(`${count}. Max allowed: 15.`);
  });

  test.each([
    "",
    "displayName",
    "displayName eq",
    "displayName eq 'a",
    "displayName eq 'a' and",
    "(displayName eq 'a'",
    "displayName eq 'a')",
    "displayName like 'a'",
    "displayName eq a",
    "displayName in ()",
    "startsWith(displayName)",
    "startsWith(displayName,1)",
    "physicalIds/any(p:q eq 'a')",
    "§",
    "(".repeat(100),
    "displayName eq 1",
    "isCompliant eq 'true'",
    "approximateLastSignInDateTime ge 'yesterday'",
    "nothing eq 'a'",
    "endsWith(displayName,'a')",
  ])("%o makes no sense", (filter) => {
    const refused = askRefusal(directory, pathOf(filter));
    expect(refused).toMatchObject({ status: 400, code: "BadRequest" });
    expect(refused.message).toMatch(/^Invalid filter clause: /);
  });
});
