// The third check: does the login host give a token for this tenant, client and secret?

import type { ConnectionSettings } from "../../core/connection.ts";
import type { TokenClient } from "../../graph/token.ts";
import { tokenUrl } from "../../graph/token-request.ts";
import type { Check } from "./check.ts";

export function credentialCheck(settings: ConnectionSettings, tokens: () => TokenClient): Check {
  return async (evidence, signal) => {
    const { tokenEndpoint: endpoint } = settings;
    evidence.push({ label: "Token URL", value: tokenUrl({ ...settings, endpoint }) });
    evidence.push({ label: "Endpoint", value: endpoint });
    const client = tokens();
    await client.get(signal);
    const minutes = Math.round((client.lifetimeMs ?? 0) / 60_000);
    evidence.push({ label: "Token is good for", value: `${minutes} minutes` });
    return { summary: "The login host accepts the client ID and the secret, and gives a token." };
  };
}
