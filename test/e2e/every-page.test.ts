// Every page but a connection's: by axe, in light and dark, wide and narrow, with long names, and with nothing in it.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { furnish } from "../support/furnished-console.ts";
import { checkVisit, dialog, menu, type Visit } from "../support/page-visits.ts";

const visits: readonly Visit[] = [
  { what: "sign-in", path: "/sign-in", title: "Sign in", role: "nobody" },
  { what: "dashboard", path: "/", title: "Dashboard" },
  { what: "account menu", path: "/about", title: "About", open: menu("Account") },
  {
    what: "keyboard shortcuts",
    path: "/nowhere",
    title: "No such page",
    role: "viewer",
    open: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
  { what: "assets", path: "/assets", title: "Assets" },
  { what: "a query that is refused", path: "/assets?query=nothing.known%3A+(", title: "Assets" },
  { what: "nothing found", path: "/assets?query=name%3A+zzzzzz", title: "Assets" },
  {
    what: "retired assets",
    path: "/assets?query=lifecycle.state%3A+retired&columns=name,lastSeenAt",
    title: "Assets",
  },
  { what: "query help", path: "/assets", title: "Assets", open: dialog("Query help", /./) },
  { what: "saved queries of the search", path: "/assets", title: "Assets", open: menu("Saved") },
  { what: "export", path: "/assets", title: "Assets", open: dialog("Export", /Export/) },
  { what: "an asset", path: "/assets/5", title: /./ },
  { what: "an asset with a name of 200 characters", path: "/assets/401", title: "n".repeat(200) },
  { what: "an asset that is not there", path: "/assets/99999", title: "Asset not found" },
  { what: "history", path: "/history", title: "History" },
  { what: "tags", path: "/tags", title: "Tags" },
  { what: "a new tag", path: "/tags", title: "Tags", open: dialog("New tag", /tag/i) },
  { what: "saved queries", path: "/saved-queries", title: "Saved queries" },
  { what: "connectors", path: "/connectors", title: "Connectors" },
  { what: "users", path: "/users", title: "Users" },
  { what: "a new user", path: "/users", title: "Users", open: dialog("New user", /user/i) },
  { what: "API tokens", path: "/tokens", title: "API tokens" },
  { what: "a new token", path: "/tokens", title: "API tokens", open: dialog("New token", /token/i) },
  { what: "audit log", path: "/audit-log", title: "Audit log" },
];

let full: ConsoleUnderTest;
beforeAll(async () => {
  full = await startConsole();
  const names = { processed: "Contoso", errored: "Branch", held: "c".repeat(200) };
  await furnish(full, { devices: 400, names, hasLongNames: true });
});
afterAll(() => full[Symbol.asyncDispose]());

test.each(visits)("[WB138] $what is accessible, and no wider than the screen", async (visit) => {
  await checkVisit(full, visit);
});

test("every visit is another", () => {
  expect(new Set(visits.map(({ what }) => what)).size).toBe(visits.length);
});
