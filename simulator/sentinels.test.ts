// The README and the table of names that show an error agree.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SentinelPages, sentinelDevices, sentinelTenants } from "./sentinels.ts";

const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");

test("the README lists exactly the sentinels, with what they show", () => {
  const listed = [
    ...readme.matchAll(/^\| `([a-z-]+\.sentinel\.example|sentinel-[a-z-]+)` *\| ([^|]*?) *\|/gm),
  ].map(([, name, shows]) => [name, shows]);
  const tenants = Object.entries(sentinelTenants).map(([name, { shows }]) => [name, shows]);
  const devices = Object.entries(sentinelDevices).map(([name, { shows, times }]) => [
    name,
    `${shows}, ${times}×`,
  ]);
  expect(listed).toEqual([...tenants, ...devices]);
});

test("a sentinel device's page fails its number of times in each operation, comes, and begins anew", () => {
  const pages = new SentinelPages();
  const text = '{"value":[{"id":"1","displayName":"sentinel-throttle-page"}]}';
  const shown = Array.from({ length: 4 }, () => pages.take("list", text)?.kind ?? null);
  expect(shown).toEqual(["status", "status", null, "status"]);
  expect(pages.take("delta", text)).toMatchObject({ status: 429 });
  expect(pages.take("list", '{"value":[{"id":"2","displayName":"PC"}]}')).toBeNull();
});
