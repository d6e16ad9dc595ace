// The scripts that the console offers.

import { expect, test } from "vitest";
import setup from "../../../../docs/entra-setup.md?raw";
import { azureCliScript, powerShellScript } from "./app-scripts.ts";

test("the scripts are those of the document", () => {
  expect(setup).toContain(`\`\`\`sh\n${azureCliScript("global")}\`\`\``);
  expect(setup).toContain(`\`\`\`powershell\n${powerShellScript("global")}\`\`\``);
});

test("another cloud is chosen before anything is done, and a cloud of the operator's own is Microsoft's global one", () => {
  expect(azureCliScript("china").split("\n")[0]).toBe("az cloud set --name AzureChinaCloud");
  expect(powerShellScript("us_gov_l5")).toMatch(/^Connect-MgGraph -Environment USGovDoD -Scopes /);
  expect(azureCliScript("our proxy")).toBe(azureCliScript("global"));
});
