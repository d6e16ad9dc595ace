// What is wrong with a form, as texts.

import type { FormErrors } from "@mantine/form";

export const errorTexts = (errors: FormErrors): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(errors).flatMap(([field, reason]) => (reason ? [[field, String(reason)]] : [])),
  );
