// Ready-made scripts that register the app, grant its permission and print what the form asks for, as docs/entra-setup.md has them.

const azureClouds: Readonly<Record<string, string>> = {
  us_gov_l4: "AzureUSGovernment",
  us_gov_l5: "AzureUSGovernment",
  china: "AzureChinaCloud",
};

const graphEnvironments: Readonly<Record<string, string>> = {
  us_gov_l4: "USGov",
  us_gov_l5: "USGovDoD",
  china: "China",
};

/** Where apps are registered (learn.microsoft.com/entra/identity-platform/authentication-national-cloud). */
const portals: Readonly<Record<string, string>> = {
  us_gov_l4: "https://portal.azure.us",
  us_gov_l5: "https://portal.azure.us",
  china: "https://portal.azure.cn",
};

export const portalOf = (cloud: string): string => portals[cloud] ?? "https://entra.microsoft.com";

/** For the Azure CLI. */
export function azureCliScript(cloud: string): string {
  const chosen = azureClouds[cloud];
  return `${chosen === undefined ? "" : `az cloud set --name ${chosen}\n`}az login --allow-no-subscriptions
APP_ID=$(az ad app create --display-name Rollcall --sign-in-audience AzureADMyOrg --query appId --output tsv)
az ad sp create --id "$APP_ID" --output none
# Microsoft Graph, and its application permission Device.Read.All
az ad app permission add --id "$APP_ID" --api 00000003-0000-0000-c000-000000000000 \\
  --api-permissions 7438b122-aefc-4978-80ed-43db9fcc7715=Role
sleep 30 # until the new app is known everywhere
az ad app permission admin-consent --id "$APP_ID"
echo "Tenant ID: $(az account show --query tenantId --output tsv)"
echo "Client ID: $APP_ID"
az ad app credential reset --id "$APP_ID" --append --display-name Rollcall --years 1 --query password --output tsv
`;
}

/** For PowerShell with the Microsoft Graph module. */
export function powerShellScript(cloud: string): string {
  const chosen = graphEnvironments[cloud];
  const environment = chosen === undefined ? "" : `-Environment ${chosen} `;
  return `Connect-MgGraph ${environment}-Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'
$role = '7438b122-aefc-4978-80ed-43db9fcc7715'   # Device.Read.All
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$app = New-MgApplication -DisplayName 'Rollcall' -SignInAudience 'AzureADMyOrg' -RequiredResourceAccess @{
  ResourceAppId  = $graph.AppId
  ResourceAccess = @(@{ Id = $role; Type = 'Role' })
}
$principal = New-MgServicePrincipal -AppId $app.AppId
# This is the admin consent.
New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id \`
  -ResourceId $graph.Id -AppRoleId $role | Out-Null
$secret = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{
  DisplayName = 'Rollcall'
  EndDateTime = (Get-Date).AddYears(1)
}
"Tenant ID: $((Get-MgContext).TenantId)"
"Client ID: $($app.AppId)"
"Client secret: $($secret.SecretText), good until $($secret.EndDateTime)"
`;
}
