// Reads the OAuth error body of the Microsoft identity platform defensively.

import { z } from "zod";
import type { TokenRefusal } from "./errors/token-refused-error.ts";
import { redact } from "./redact.ts";

const text = z.string().optional().catch(undefined);
const bodySchema = z.looseObject({
  error: text,
  error_description: text,
  error_codes: z.array(z.number()).optional().catch(undefined),
  trace_id: text,
});

/**
 * Reads `{"error","error_description","error_codes","trace_id",…}`. Only `error` is there to branch on; Microsoft changes
 * the rest (learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
export function readTokenRefusal(
  body: unknown,
  secrets: readonly string[],
): { readonly refusal: TokenRefusal; readonly traceId: string | null } {
  const parsed = bodySchema.safeParse(body);
  const { error, error_description, error_codes, trace_id } = parsed.success ? parsed.data : {};
  const [firstLine] = (error_description ?? "").split(/\r?\n| Trace ID: /);
  return {
    refusal: {
      error: error === undefined ? null : redact(error, secrets),
      entraCodes: error_codes ?? [],
      description: firstLine === undefined || firstLine === "" ? null : redact(firstLine, secrets),
    },
    traceId: trace_id ?? null,
  };
}
