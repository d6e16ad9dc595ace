// The scripts that the console offers.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { azureCliScript, powerShellScript } from "./app-scripts.ts";

const setup = readFileSync(join(import.meta.dirname, "../../../../docs/entra-setup.md"), "utf8");

test("the scripts are those of the document", () => {
  expect(setup).toContain(`\`\`\`sh\n${azureCliScript("global")}\`\`\``);
  expect(setup).toContain(`\`\`\`powershell\n${powerShellScript("global")}\`\`\``);
});

test("another cloud is chosen before anything is done, and a cloud of the operator's own is Microsoft's global one", () => {
  expect(azureCliScript("china").split("\n")[0]).toBe("az cloud set --name AzureChinaCloud");
  expect(powerShellScript("us_gov_l5")).toMatch(/^Connect-MgGraph -Environment USGovDoD -Scopes /);
  expect(azureCliScript("our proxy")).toBe(azureCliScript("global"));
});
