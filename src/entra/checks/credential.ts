// The third check: does the login host give a token for this tenant, client and secret?

import type { ConnectionSettings } from "../../core/connection.ts";
import type { TokenClient } from "../../graph/token.ts";
import { tokenUrl } from "../../graph/token-request.ts";
import type { Check } from "./check.ts";

function durationInWords(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

export function credentialCheck(settings: ConnectionSettings, tokens: () => TokenClient): Check {
  return async (evidence, signal) => {
    const { tokenEndpoint: endpoint } = settings;
    evidence.push({ label: "Token URL", value: tokenUrl({ ...settings, endpoint }) });
    evidence.push({ label: "Endpoint", value: endpoint });
    const client = tokens();
    await client.get(signal);
    if (client.lifetimeMs !== null)
      evidence.push({ label: "Token is good for", value: durationInWords(client.lifetimeMs) });
    return { summary: "The login host accepts the client ID and the secret, and gives a token." };
  };
}
