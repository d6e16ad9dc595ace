// What an address and a password must be before a user gets them.

import { z } from "zod";
import { RollcallError } from "../core/error.ts";

const shortest = 12;
/** scrypt takes as long as is given, so an end is set to what a request can make it do. */
export const longestPassword = 128;
const longestEmail = 254;

/** The address in lower case, as it is stored and compared. Throws `access.email_invalid`. */
export function readEmail(email: string): string {
  const parsed = z.email().max(longestEmail).safeParse(email.trim());
  if (!parsed.success)
    throw new RollcallError("access.email_invalid", "The address is not a valid email address.");
  return parsed.data.toLowerCase();
}

/** Throws `access.password_weak`. */
export function checkPassword(password: string, email: string): void {
  const weak = (why: string): RollcallError =>
    new RollcallError("access.password_weak", `The password ${why}.`);
  if ([...password].length < shortest) throw weak(`has fewer than ${shortest} characters`);
  if (password.length > longestPassword) throw weak(`has more than ${longestPassword} characters`);
  if (password.trim().toLowerCase() === email) throw weak("is the address");
}
