// The tenant of a connection and its secret, as a person edits them.

import type { ConnectionChangeBody, ConnectionView } from "../../../../src/contract/connection.ts";
import type { ConnectionTestBody } from "../../../../src/contract/connection-test.ts";
import type { FieldWords } from "../../components/changed-meanwhile.tsx";
import { cloudLabel } from "../../forms/cloud-words.ts";
import {
  dayOfMoment,
  type EnteredSettings,
  isSameTest,
  momentOfDay,
  settingsBodyOf,
} from "../../forms/entered-settings.ts";

export type TenantValues = { readonly entered: EnteredSettings };

export const tenantOf = ({
  cloud,
  tenantId,
  clientId,
  tokenEndpoint,
  secret,
}: ConnectionView): TenantValues => ({
  entered: {
    cloud,
    tenantId,
    clientId,
    tokenEndpoint,
    clientSecret: "",
    secretExpiresOn: dayOfMoment(secret.expiresAt),
  },
});

/** Whether saving it takes a pass of the connection test. */
export const needsTest = (values: TenantValues, connection: ConnectionView): boolean =>
  !isSameTest(values.entered, tenantOf(connection).entered);

/** What differs from the connection as it is stored. */
export function tenantChangeOf({ entered }: TenantValues, connection: ConnectionView): ConnectionChangeBody {
  const before = tenantOf(connection).entered;
  const hasOtherSettings = !isSameTest({ ...entered, clientSecret: "" }, before);
  const isReplaced = entered.clientSecret !== "";
  // The expiry of another secret is entered with it, even where the day is the same.
  const hasOtherDay = isReplaced || entered.secretExpiresOn !== before.secretExpiresOn;
  return {
    ...(hasOtherSettings && { settings: settingsBodyOf(entered) }),
    ...(isReplaced && { clientSecret: entered.clientSecret }),
    ...(hasOtherDay && { secretExpiresAt: momentOfDay(entered.secretExpiresOn) }),
  };
}

/** With the stored secret where none is entered. */
export function tenantTestOf({ entered }: TenantValues, connection: ConnectionView): ConnectionTestBody {
  const settings = settingsBodyOf(entered);
  const { id: connectionId, connectorId } = connection;
  if (entered.clientSecret !== "") return { connectorId, settings, clientSecret: entered.clientSecret };
  // Hosts that the operator does not allow any more are refused by name, so what is stored is not sent.
  if (!needsTest({ entered }, connection)) return { connectionId, secret: "current" };
  return { connectionId, settings, secret: "current" };
}

export const tenantWords = ({ entered }: TenantValues): FieldWords => ({
  Cloud: cloudLabel(entered.cloud),
  "Tenant ID": entered.tenantId,
  "Client ID": entered.clientId,
  "Token endpoint": entered.tokenEndpoint,
  "Client secret": entered.clientSecret === "" ? "the stored one" : "another one, entered here",
  "Secret expires on": entered.secretExpiresOn || "not entered",
});
