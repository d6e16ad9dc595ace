// Every page that can have nothing to show, on a server where nothing is yet; and its first page of all.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { checkVisit, type Visit } from "../support/page-visits.ts";

/** With what says what to do next. */
const visits: readonly Visit[] = (
  [
    ["/", "Dashboard", "Connect a tenant"],
    ["/assets", "Assets", "Go to the connections"],
    ["/history", "History", ""],
    ["/tags", "Tags", "New tag"],
    ["/saved-queries", "Saved queries", "Search"],
    ["/connections", "Connections", "New connection"],
    ["/connectors", "Connectors", "New connection"],
    ["/tokens", "API tokens", "New token"],
  ] as const
).map(([path, title, next]) => ({
  what: title,
  path,
  title,
  open: async (page) => {
    const main = page.getByRole("main");
    const leads = main.getByRole("link", { name: next }).or(main.getByRole("button", { name: next }));
    if (next !== "") await leads.first().waitFor();
  },
}));

let empty: ConsoleUnderTest;
beforeAll(async () => {
  empty = await startConsole();
});
afterAll(() => empty[Symbol.asyncDispose]());

test.each(visits)("[WB138] $what is accessible with nothing in it, and says what to do", async (visit) => {
  await checkVisit(empty, visit);
});

test("[WB138] the page of the first administrator is accessible, also where its link is not whole", async () => {
  await using fresh = await startConsole({ hasUsers: false });
  const link = new URL(fresh.server.firstLink ?? "");
  for (const path of [link.pathname + link.hash, link.pathname])
    await checkVisit(fresh, { what: "first administrator", path, title: /./, role: "nobody" });
  expect(link.hash).not.toBe("");
});
