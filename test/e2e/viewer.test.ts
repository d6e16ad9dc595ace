// What a viewer finds on every page: everything to look at, and nothing to do that the role may not.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { furnish } from "../support/furnished-console.ts";
import { arrive, type Visit } from "../support/page-visits.ts";

/** What changes something of others, by the words on buttons, links and menus. */
const forbidden = new RegExp(
  [
    "^new (connection|tag|user|token)\\b|^(edit|change|remove|delete|make|rotate|store|take over|forget|approve|dismiss|pause|resume)\\b",
    "^(run now|cancel|test|put (on )?a tag|take (off )?a tag|connect a tenant|create)",
    "^actions for|^what to do with|^save (transform map|risk severity|schedule|changes)",
  ].join("|"),
  "i",
);

const pages: readonly Visit[] = [
  ["/", "Dashboard"],
  ["/assets", "Assets"],
  ["/assets/5", /./],
  ["/history", "History"],
  ["/tags", "Tags"],
  ["/connectors", "Connectors"],
  ["/connections", "Connections"],
  ["/connections/1", "Contoso"],
  ["/connections/3", "Fabrikam"],
  ...["runs", "log", "transform-map", "severity", "filters", "schedule", "credentials"].map(
    (tab) => [`/connections/1/${tab}`, "Contoso"] as const,
  ),
  ["/connections/new", "New connection"],
  ["/runs/6", "Run 6"],
  ["/users", "Users"],
  ["/audit-log", "Audit log"],
  ["/about", "About"],
].map(([path, title]) => ({ what: String(path), path: String(path), title: title ?? "", role: "viewer" }));

let full: ConsoleUnderTest;
beforeAll(async () => {
  full = await startConsole();
  const names = { processed: "Contoso", errored: "Branch", held: "Fabrikam" };
  await furnish(full, { devices: 100, names, hasLongNames: false });
});
afterAll(() => full[Symbol.asyncDispose]());

test("[WB138] no page asks a viewer to do what a viewer may not, and none of them goes wrong", async () => {
  const { page, troubles } = await full.enter("viewer", "/about");
  const found: string[] = [];
  for (const visit of pages) {
    await page.goto(visit.path);
    await arrive(page, visit);
    const main = page.getByRole("main");
    for (const role of ["button", "link", "menuitem"] as const)
      for (const one of await main.getByRole(role, { name: forbidden }).all())
        found.push(`${visit.path}: ${(await one.getAttribute("aria-label")) ?? (await one.textContent())}`);
  }
  expect(found).toEqual([]);
  expect(troubles).toEqual([]);
});
