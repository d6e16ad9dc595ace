// How to reach a tenant and as whom, as a person types it; what is plainly wrong with it is told before the server is asked.

import type { SettingsBody } from "../../../src/contract/connection.ts";

export interface EnteredSettings {
  readonly cloud: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly tokenEndpoint: SettingsBody["tokenEndpoint"];
  readonly clientSecret: string;
  /** A day as a date field has it, e.g. `2027-05-05`; empty where nobody entered one. */
  readonly secretExpiresOn: string;
}

export const noSettings: EnteredSettings = {
  cloud: "global",
  tenantId: "",
  clientId: "",
  tokenEndpoint: "v1",
  clientSecret: "",
  secretExpiresOn: "",
};

/** By the names of the request's fields, as the server's own reasons are. */
export type FieldErrors = Readonly<Record<string, string>>;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const domain = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

function wrongTenant(text: string): string | null {
  if (text === "") return "Enter the Directory (tenant) ID.";
  if (guid.test(text) || domain.test(text)) return null;
  return "Enter a GUID such as 11111111-2222-3333-4444-555555555555, or a verified domain such as contoso.onmicrosoft.com.";
}

function wrongClient(text: string): string | null {
  if (text === "") return "Enter the Application (client) ID.";
  return guid.test(text) ? null : "Enter a GUID such as 11111111-2222-3333-4444-555555555555.";
}

/** Empty where nothing is plainly wrong; the server has the last word. */
export function settingsErrors(entered: EnteredSettings, hasStoredSecret = false): FieldErrors {
  const found = {
    "settings.tenantId": wrongTenant(entered.tenantId.trim()),
    "settings.clientId": wrongClient(entered.clientId.trim()),
    clientSecret:
      entered.clientSecret === "" && !hasStoredSecret ? "Enter the value of the client secret." : null,
  };
  return Object.fromEntries(Object.entries(found).filter(([, reason]) => reason !== null)) as FieldErrors;
}

/** A secret's ID is a GUID, and its value never is. */
export const isSecretsId = (text: string): boolean => guid.test(text.trim());

export function settingsBodyOf(entered: EnteredSettings): SettingsBody {
  const { cloud, tenantId, clientId, tokenEndpoint } = entered;
  return { cloud, tenantId: tenantId.trim(), clientId: clientId.trim(), tokenEndpoint };
}

/** The moment at which the day begins where the person is: a warning too early harms nobody. */
export const momentOfDay = (day: string): string | null =>
  day === "" ? null : new Date(`${day}T00:00`).toISOString();

/** The day of a moment where the person is, as a date field has it. */
export function dayOfMoment(at: string | null): string {
  if (at === null) return "";
  const local = new Date(at);
  const month = String(local.getMonth() + 1).padStart(2, "0");
  return `${local.getFullYear()}-${month}-${String(local.getDate()).padStart(2, "0")}`;
}

/** Whether two would be tested alike. */
export function isSameTest(one: EnteredSettings, other: EnteredSettings): boolean {
  const alike = (entered: EnteredSettings) =>
    JSON.stringify([
      settingsBodyOf({
        ...entered,
        tenantId: entered.tenantId.toLowerCase(),
        clientId: entered.clientId.toLowerCase(),
      }),
      entered.clientSecret,
    ]);
  return alike(one) === alike(other);
}
