// What a connection is called and what is said of it, as it is entered.

import type { FieldErrors } from "./entered-settings.ts";

export type Profile = {
  readonly name: string;
  readonly description: string;
  /** Names of tags. */
  readonly tags: readonly string[];
};

export const longestDescription = 164;

/** A text that is pasted stays whole, and is told to be too long. */
export function descriptionErrors(description: string): FieldErrors {
  const excess = description.length - longestDescription;
  if (excess <= 0) return {};
  return { description: `At most ${longestDescription} characters: take away ${excess}.` };
}
