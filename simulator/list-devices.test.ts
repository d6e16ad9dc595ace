// Lists by page, with selection, count and filter.

import { describe, expect, test } from "vitest";
import { defaultProperties } from "./device-properties.ts";
import { Directory } from "./directory.ts";
import { order } from "./disorder.ts";
import { ask, askPage, askRefusal, eventual, idsOf, truthOf, walk } from "./test-client.ts";

const make = (devices: number): Directory => new Directory({ devices, seed: 21, softDeletedShare: 0.05 });

describe("pages", () => {
  const directory = make(2500);

  test.each([
    ["/devices", 100],
    ["/devices?$top=999", 999],
    ["/devices?$top=1", 1],
  ])("%s holds %i", (path, items) => {
    expect(askPage(directory, path).value).toHaveLength(items);
  });

  test.each([
    ["1000", "Request_UnsupportedQuery"],
    ["0", "Request_UnsupportedQuery"],
    ["-1", "BadRequest"],
    ["ten", "BadRequest"],
    ["1.5", "BadRequest"],
    ["", "BadRequest"],
  ])("$top=%s is refused", (top, code) => {
    expect(askRefusal(directory, `/devices?$top=${top}`)).toMatchObject({ status: 400, code });
  });

  test("the words of a page that is too large are those of the service", () => {
    const { message } = askRefusal(directory, "/devices?$top=1000");
    expect(message).toBe("Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.");
  });

  test("all pages together are the tenant, each device once, and the last has no link", () => {
    const { pages, items } = walk(directory, "/devices?$top=999");
    expect(pages.map(({ value }) => value.length)).toEqual([999, 999, 502]);
    expect(items).toEqual(truthOf(directory));
  });

  test("a list that just fills its pages has no empty page at its end", () => {
    expect(walk(make(200), "/devices").pages.map(({ value }) => value.length)).toEqual([100, 100]);
    expect(walk(make(0), "/devices").pages.map(({ value }) => value.length)).toEqual([0]);
  });

  test("a page link is written as the service writes it, and carries the options", () => {
    const filter = "startsWith(displayName,'D') and accountEnabled eq true";
    const { "@odata.nextLink": link = "" } = askPage(
      directory,
      `/devices?$top=3&$select=id,physicalIds,deviceId&$filter=${encodeURIComponent(filter)}`,
    );
    const escaped = "startsWith(displayName%2c%27D%27)+and+accountEnabled+eq+true";
    const start = `https://graph.example/v1.0/devices?$filter=${escaped}&$select=id%2cphysicalIds%2cdeviceId&$top=3&$skiptoken=`;
    expect(link.slice(0, start.length)).toBe(start);
    expect(new URL(link).searchParams.get("$filter")).toBe(filter);
  });

  test("a page link is good for its own query alone, and for no other tenant or use", () => {
    const { "@odata.nextLink": link = "" } = askPage(directory, "/devices?$top=3");
    const token = new URL(link).searchParams.get("$skiptoken") ?? "";
    const bad = { status: 400, code: "Request_BadRequest" };
    expect(askRefusal(directory, link.replace("$top=3", "$top=4"))).toMatchObject(bad);
    expect(askRefusal(make(2500), link)).toMatchObject(bad);
    expect(askRefusal(directory, link.slice(0, -1))).toMatchObject(bad);
    expect(askRefusal(directory, `/devices/delta?$skiptoken=${token}`)).toMatchObject(bad);
    expect(askRefusal(directory, "/devices?$skiptoken=nonsense")).toMatchObject(bad);
  });

  test("a device that stays is neither skipped nor repeated while others come and go", () => {
    const changing = make(700);
    const first = truthOf(changing);
    const gone = new Set<string>();
    let turn = 0;
    const { items } = walk(changing, "/devices?$top=50", () => {
      turn += 1;
      changing.randomChanges({ seed: turn, add: 9, change: 20, remove: 9, restore: 2 });
      const left = new Set(idsOf(truthOf(changing)));
      for (const { id } of first) if (!left.has(id)) gone.add(id);
    });
    const seen = idsOf(items);
    expect(gone.size).toBeGreaterThan(50);
    expect(new Set(seen).size).toBe(seen.length);
    const stayed = idsOf(first).filter((id) => !gone.has(id));
    expect(stayed.filter((id) => !seen.includes(id))).toEqual([]);
  });
});

describe("options", () => {
  const directory = make(300);

  test("without $select a device shows its default properties, with nulls", () => {
    const { value, "@odata.context": context } = askPage(directory, "/devices");
    expect(context).toBe("https://graph.example/v1.0/$metadata#devices");
    for (const device of value) expect(Object.keys(device)).toEqual(defaultProperties);
  });

  test("$select brings what is selected and the id, and what comes only on $select", () => {
    const page = askPage(directory, "/devices?$select=displayName,isManagementRestricted,hostnames");
    expect(Object.keys(page.value[0] ?? {})).toEqual([
      "id",
      "displayName",
      "isManagementRestricted",
      "hostnames",
    ]);
    expect(page["@odata.context"]).toContain("#devices(displayName,isManagementRestricted,hostnames)");
  });

  test.each(["owner", "displayname", "", "extensionAttributes/extensionAttribute1", "constructor"])(
    "$select=%s is refused",
    (name) => {
      const refused = askRefusal(directory, `/devices?$select=id,${name}`);
      expect(refused).toMatchObject({ status: 400, code: "BadRequest" });
      expect(refused.message).toContain(`Could not find a property named '${name}'`);
    },
  );

  test("$count=true counts on the first page alone, and without its header not at all", () => {
    const first = askPage(directory, "/devices?$count=true", eventual);
    expect(first["@odata.count"]).toBe(300);
    const second = askPage(directory, first["@odata.nextLink"] ?? "", eventual);
    expect(second.value).toHaveLength(100);
    expect(second).not.toHaveProperty("@odata.count");
    expect(askPage(directory, "/devices?$count=true")).not.toHaveProperty("@odata.count");
    expect(askPage(directory, "/devices?$count=false", eventual)).not.toHaveProperty("@odata.count");
    expect(askRefusal(directory, "/devices?$count=yes")).toMatchObject({ status: 400 });
  });

  test.each([
    ["$skip=5", {}, 400, "Request_BadRequest", "'$skip' is not supported by the service."],
    ["$orderby=displayName", {}, 400, "Request_UnsupportedQuery", "Sorting not supported"],
    ["$orderby=displayName&$count=true", eventual, 400, "Request_UnsupportedQuery", "Sorting not"],
    ['$search="displayName:a"', {}, 400, "Request_UnsupportedQuery", "special request header"],
    ['$search="displayName:a"', eventual, 501, "NotImplemented", "not yet supported"],
    ["$expand=registeredOwners", {}, 501, "NotImplemented", "not yet supported"],
    ["$apply=x", {}, 400, "BadRequest", "'$apply' is not supported"],
    ["$deltatoken=latest", {}, 400, "BadRequest", "'$deltatoken' is not supported"],
    ["$top=5&$top=6", {}, 400, "BadRequest", "more than once"],
  ])("%s is refused and not ignored", (query, headers, status, code, message) => {
    const refused = askRefusal(directory, `/devices?${query}`, { headers });
    expect(refused).toMatchObject({ status, code });
    expect(refused.message).toContain(message);
  });
});

describe("the count", () => {
  const directory = make(300);

  test("it is a plain number, with the header", () => {
    const answer = ask(directory, "/devices/$count", { headers: { consistencylevel: "Eventual" } });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "text/plain" }, body: "300" });
    expect(ask(directory, "/devices/%24count", { headers: eventual }).body).toBe("300");
  });

  test("without the header it is refused in the documented words", () => {
    expect(askRefusal(directory, "/devices/$count")).toMatchObject({
      status: 400,
      code: "Request_BadRequest",
      message: "$count is not currently supported.",
    });
  });

  test("a filter counts what it lets through", () => {
    const filter = encodeURIComponent("trustType eq 'ServerAd'");
    const hybrid = truthOf(directory).filter(({ trustType }) => trustType === "ServerAd");
    const counted = ask(directory, `/devices/$count?$filter=${filter}`, { headers: eventual });
    expect(counted.body).toBe(String(hybrid.length));
  });
});

describe("disorder in a list", () => {
  test("pages may be short or empty, devices may come in any order and twice: none is left out", () => {
    const directory = make(800);
    directory.setDisorder({ seed: 5, shuffle: true, emptyPages: 0.4, shortPages: true, repeats: 0.3 });
    const { pages, items } = walk(directory, "/devices?$top=100");
    expect(Math.max(...pages.map(({ value }) => value.length))).toBeLessThanOrEqual(100);
    expect(pages.some(({ value }) => value.length === 0)).toBe(true);
    expect(pages.some(({ value }) => value.length > 0 && value.length < 100)).toBe(true);
    expect(items.length).toBeGreaterThan(800);
    expect(new Set(idsOf(items))).toEqual(new Set(idsOf(truthOf(directory))));
    expect([...new Set(idsOf(items))]).not.toEqual(idsOf(truthOf(directory)));
  });

  test("a list that has begun keeps its order when disorder begins, and the same seed is the same disorder", () => {
    const directory = make(300);
    let isFirst = true;
    const { items } = walk(directory, "/devices", () => {
      if (isFirst) directory.setDisorder({ seed: 1, shuffle: true, repeats: 1 });
      isFirst = false;
    });
    expect(idsOf(items)).toEqual(idsOf(truthOf(directory)));
    const one = idsOf(walk(directory, "/devices").items);
    expect(idsOf(walk(directory, "/devices").items)).toEqual(one);
    directory.setDisorder({ seed: 2, shuffle: true, repeats: 1 });
    expect(idsOf(walk(directory, "/devices").items)).not.toEqual(one);
    directory.setDisorder({});
    expect(directory.disorder).toEqual(order);
  });
});
