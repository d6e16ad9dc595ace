// What links carry, and the ways in which they end.

import { describe, expect, test } from "vitest";
import { Directory } from "./directory.ts";
import { expiryNames } from "./links.ts";
import { askPage, askRefusal, walk } from "./test-client.ts";

const day = 86_400_000;
const select = "$select=displayName,model";

/** A tenant with one link of each kind. */
function begin(linkLifetimesMs = {}) {
  const clock = { now: Date.UTC(2027, 0, 1) };
  const directory = new Directory({ devices: 500, seed: 71, clock: () => clock.now, linkLifetimesMs });
  const links = {
    "page-links": askPage(directory, "/devices?$top=1")["@odata.nextLink"] ?? "",
    "round-links": askPage(directory, `/devices/delta?${select}`)["@odata.nextLink"] ?? "",
    "delta-links": walk(directory, `/devices/delta?${select}`).deltaLink ?? "",
  };
  return { directory, links, clock };
}

const kinds = ["page-links", "round-links", "delta-links"] as const;

describe("expiry on command", () => {
  test.each(kinds)("%s expire alone, and those issued afterwards work", (kind) => {
    const { directory, links } = begin();
    directory.expire(kind);
    for (const other of kinds) {
      if (other === kind) expect(askRefusal(directory, links[other])).toMatchObject({ status: 400 });
      else expect(askPage(directory, links[other]).value).toBeDefined();
    }
    expect(walk(directory, "/devices?$top=100").items).toHaveLength(500);
    const { deltaLink = "" } = walk(directory, "/devices/delta");
    expect(walk(directory, deltaLink).items).toEqual([]);
  });

  const ways = kinds.flatMap((kind) => expiryNames.map((as) => [kind, as] as const));
  test.each(ways)("%s expire as %s", (kind, as) => {
    const { directory, links } = begin();
    directory.expire(kind, as);
    const [status, code] = as.split(" ");
    expect(askRefusal(directory, links[kind])).toMatchObject({ status: Number(status), code });
  });

  test.each([
    ["page-links", "Directory_ExpiredPageToken"],
    ["round-links", "syncStateNotFound"],
    ["delta-links", "syncStateNotFound"],
  ] as const)("%s expire as %s when nothing is said", (kind, code) => {
    const { directory, links } = begin();
    directory.expire(kind);
    expect(askRefusal(directory, links[kind])).toMatchObject({ status: 400, code });
  });

  test("the words of a delta link that is too old are those that were seen", () => {
    const { directory, links } = begin();
    directory.expire("delta-links", "400 Request_UnsupportedQuery");
    const { message } = askRefusal(directory, links["delta-links"]);
    expect(message).toBe("DeltaLink older than 30 days is not supported.");
  });

  test.each([
    ["round-links", "410 resyncRequired"],
    ["delta-links", "410 SyncStateNotFound"],
  ] as const)(
    "a 410 of %s names where to begin anew, with an empty token, and there a round begins",
    (kind, as) => {
      const { directory, links } = begin();
      directory.expire(kind, as);
      const { headers } = askRefusal(directory, links[kind]);
      const location = "https://graph.example/v1.0/devices/delta?$select=displayName%2cmodel&$deltatoken=";
      expect(headers.location).toBe(location);
      const { items } = walk(directory, headers.location ?? "");
      expect(items).toHaveLength(500);
      for (const item of items)
        expect(Object.keys(item).filter((name) => !["id", "displayName", "model"].includes(name))).toEqual(
          [],
        );
    },
  );

  test("the place to begin anew has the filter of the round", () => {
    const { directory } = begin();
    const [one, two] = [directory.idOf(3), directory.idOf(4)];
    const filter = encodeURIComponent(`id eq '${one}' or id eq '${two}'`);
    const { deltaLink = "" } = walk(directory, `/devices/delta?$filter=${filter}`);
    directory.expire("delta-links", "410 resyncRequired");
    const { headers } = askRefusal(directory, deltaLink);
    expect(walk(directory, headers.location ?? "").items.map(({ id }) => id)).toEqual([one, two]);
  });

  test.each(["400 syncStateNotFound", "404 syncStateNotFound"] as const)("%s has no Location", (as) => {
    const { directory, links } = begin();
    directory.expire("delta-links", as);
    expect(askRefusal(directory, links["delta-links"]).headers).not.toHaveProperty("location");
  });
});

describe("lifetimes", () => {
  test("a delta link is good for seven days, and a page link for ever, unless it is said otherwise", () => {
    const { directory, links, clock } = begin();
    clock.now += 7 * day;
    expect(askPage(directory, links["delta-links"]).value).toEqual([]);
    clock.now += 1;
    expect(askRefusal(directory, links["delta-links"]).code).toBe("syncStateNotFound");
    expect(askRefusal(directory, links["round-links"]).code).toBe("syncStateNotFound");
    expect(askPage(directory, links["page-links"]).value).toHaveLength(1);
  });

  test.each(kinds)("%s live as long as it is said", (kind) => {
    const { directory, links, clock } = begin({ [kind]: 1000 });
    clock.now += 1000;
    expect(askPage(directory, links[kind]).value).toBeDefined();
    clock.now += 1;
    expect(askRefusal(directory, links[kind])).toMatchObject({ status: 400 });
  });
});

describe("tokens that were not issued for this", () => {
  const { directory, links } = begin();
  const tokenOf = (link: string): string => link.slice(link.indexOf("token=") + "token=".length);
  const malformed = { status: 400, code: "Request_BadRequest" };

  test.each(["$deltatoken", "$skiptoken"])(
    "%s: nonsense, another's and a changed one are malformed",
    (option) => {
      const other = begin().links[option === "$skiptoken" ? "round-links" : "delta-links"];
      const own = links[option === "$skiptoken" ? "round-links" : "delta-links"];
      const changed = own.endsWith("A") ? `${own.slice(0, -1)}B` : `${own.slice(0, -1)}A`;
      for (const token of ["x", "a".repeat(200), "Latest", tokenOf(other), tokenOf(changed)])
        expect(askRefusal(directory, `/devices/delta?${option}=${token}`)).toMatchObject(malformed);
    },
  );

  test("a delta link's token leads no page on, and the other way round", () => {
    const swapped = [
      `/devices/delta?$skiptoken=${tokenOf(links["delta-links"])}`,
      `/devices/delta?$deltatoken=${tokenOf(links["round-links"])}`,
      `/devices?$skiptoken=${tokenOf(links["round-links"])}`,
    ];
    for (const path of swapped) expect(askRefusal(directory, path)).toMatchObject(malformed);
  });
});
