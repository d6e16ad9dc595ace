// What the AADSTS numbers of the login host mean in the user's terms; hints only, Microsoft changes the numbers.

const appRegistration = "in the Microsoft Entra admin center under App registrations";

const hints: ReadonlyMap<number, string> = new Map([
  [
    7000215,
    `The client secret is wrong: often its ID was pasted in place of its value. Make a new secret ${appRegistration} > Certificates & secrets and copy its value.`,
  ],
  [7000222, `The client secret has expired: make a new one ${appRegistration} > Certificates & secrets.`],
  [
    700016,
    "The app was not found in this tenant: check the client ID, and that the tenant ID is the directory in which the app is registered.",
  ],
  [70001, "The app was not found in this tenant: check the client ID and the tenant ID."],
  [90002, "There is no such tenant: copy the Directory (tenant) ID again, and check the cloud."],
  [900023, "The tenant ID is neither a GUID nor a verified domain: copy the Directory (tenant) ID again."],
  [
    53003,
    "A Conditional Access policy for workload identities blocks the app: in the Microsoft Entra admin center under Conditional Access > Policies, have its administrator exclude this app or allow this server's address.",
  ],
  [
    7000112,
    "The app is disabled in this tenant: enable it in the admin center under Enterprise applications > Properties.",
  ],
  [7000216, "The client secret did not arrive: enter it again."],
  [7000218, "The client secret did not arrive: enter it again."],
  [70011, "The scope is not valid: check that the cloud is the one in which the tenant is."],
  [
    500011,
    "Microsoft Graph is not known in this tenant: check that the cloud is the one in which the tenant is.",
  ],
  [9001023, "The tenant ID must name one tenant, not `common` or `organizations`."],
  [50059, "The tenant ID must name one tenant: copy the Directory (tenant) ID."],
  [50128, "There is no such tenant: check the tenant ID."],
  [90038, "The tenant is in another national cloud: choose its cloud."],
  [900382, "The tenant is in another national cloud: choose its cloud."],
  [900432, "The tenant is in another national cloud: choose its cloud."],
  [50196, "Entra saw too many token requests in a row: wait a few minutes."],
  [700024, "The clocks differ: check this server's time."],
]);

/** Where the numbers tell nothing more. */
export const generalHint = `The client secret is wrong or expired, or the tenant ID or the client ID is wrong: check all three ${appRegistration}, and make a new secret if needed.`;

/** What the user should do about a refused token request. */
export function hintFor(entraCodes: readonly number[]): string {
  for (const code of entraCodes) {
    const hint = hints.get(code);
    if (hint !== undefined) return `${hint} (AADSTS${code})`;
  }
  const [code] = entraCodes;
  return code === undefined ? generalHint : `${generalHint} (AADSTS${code})`;
}
