// Text that people enter and others are shown: nothing in it moves a cursor, hides a part, or turns the order around.

import { z } from "zod";

/** Controls, halves of characters, and the marks that show text in another order than it is in. */
const misleading = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u;
const misleadingInLines =
  /[\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/u;

const reason = "It must not hold control characters or marks that turn the order of text around.";

/** A name on one line, without spaces around it. */
export function shownName(longest: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !misleading.test(text), reason);
}

/** Lines of text, perhaps none. */
export function shownLines(longest: number) {
  return z
    .string()
    .max(longest)
    .refine((text) => !misleadingInLines.test(text), reason);
}
