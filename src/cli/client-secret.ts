// Takes a client secret, and the day on which it expires, from where the options of a command say.

import { wrongWords } from "./command-error.ts";
import { readSecret } from "./secret-input.ts";
import { readExpiry } from "./time-words.ts";

export interface ClientSecretOptions {
  readonly secretFile?: string;
  readonly secretStdin?: boolean;
  readonly secretExpires?: string;
}

/** Throws `cli.wrong_words` where there is no secret, or where the expiry is no date. */
export async function readClientSecret(options: ClientSecretOptions) {
  const { secretFile, secretStdin, secretExpires } = options;
  const secretExpiresAt = secretExpires === undefined ? null : readExpiry(secretExpires, Date.now());
  if (secretExpires !== undefined && secretExpiresAt === null)
    throw wrongWords("--secret-expires must be a date such as 2027-01-01.");
  const clientSecret = await readSecret({
    what: "client secret",
    file: secretFile,
    isOnInput: secretStdin,
    variable: "ROLLCALL_CLIENT_SECRET",
    options: "--secret-file or --secret-stdin",
  });
  return { clientSecret, secretExpiresAt };
}
