// Every page of a connection, its runs and a new one: by axe, in light and dark, wide and narrow, with long names.

import { afterAll, beforeAll, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { furnish } from "../support/furnished-console.ts";
import { checkVisit, dialog, menu, type Visit } from "../support/page-visits.ts";
import { cloudName } from "../support/server.ts";

const name = "Contoso";
const heldName = "c".repeat(200);
/** In the order in which they are made. */
const [processed, errored, held] = [1, 2, 3];

const tab = (path: string, title = name): Visit => ({
  what: `the tab ${path}`,
  path: `/connections/${processed}/${path}`,
  title,
});

const visits: readonly Visit[] = [
  { what: "connections", path: "/connections", title: "Connections" },
  { what: "what can be done to one", path: "/connections", title: "Connections", open: menu(/^Actions for/) },
  { what: "the overview", path: `/connections/${processed}`, title: name },
  { what: "a connection whose credentials are rejected", path: `/connections/${errored}`, title: "Branch" },
  { what: "a run that is held", path: `/connections/${held}`, title: heldName },
  {
    what: "an approval",
    path: `/connections/${held}`,
    title: heldName,
    open: dialog("Approve and retire", /./),
  },
  tab("runs"),
  tab("log"),
  tab("transform-map"),
  tab("severity"),
  tab("filters"),
  tab("schedule"),
  tab("credentials"),
  { what: "a viewer's credentials tab", path: `/connections/1/credentials`, title: name, role: "viewer" },
  { what: "a connection that is not there", path: "/connections/99", title: "Connection" },
  { what: "a run", path: "/runs/2", title: "Run 2" },
  { what: "a failed run", path: "/runs/4", title: "Run 4" },
  { what: "a run that is not there", path: "/runs/99", title: "Run" },
  { what: "a new connection", path: "/connections/new", title: "New connection" },
  {
    what: "its settings, with a test that failed",
    path: "/connections/new",
    title: "New connection",
    open: async (page) => {
      await page.getByRole("button", { name: "Next: profile and connection" }).click();
      await page.getByRole("combobox", { name: "Cloud" }).click();
      await page.getByRole("option", { name: cloudName }).click();
      await page.getByLabel("Directory (tenant) ID").fill("nowhere.example");
      await page.getByLabel("Application (client) ID").fill(crypto.randomUUID());
      await page.getByRole("textbox", { name: "Client secret" }).fill("a secret");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.getByText("The test failed.").waitFor();
    },
  },
];

let full: ConsoleUnderTest;
beforeAll(async () => {
  full = await startConsole();
  const names = { processed: name, errored: "Branch", held: heldName };
  await furnish(full, { devices: 400, names, hasLongNames: true });
});
afterAll(() => full[Symbol.asyncDispose]());

test.each(visits)("[WB138] $what is accessible, and no wider than the screen", async (visit) => {
  await checkVisit(full, visit);
});
