// How a command fails, and the one map from that to an exit code.

/** As docs/cli.md documents them. */
export const exitCodes = {
  failed: 1,
  wrong_words: 2,
  refused: 3,
  test_failed: 4,
  run_failed: 5,
  run_held: 6,
  unreachable: 7,
  interrupted: 130,
  terminated: 143,
} as const;

export type FailureKind = keyof typeof exitCodes;

export interface FieldError {
  /** Where it is, e.g. `settings.tenantId`. */
  readonly field: string;
  readonly code: string;
  readonly reason: string;
  /** In a query: the UTF-16 units of it that are meant, and what may be written there. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly suggestions?: readonly string[] | undefined;
}

/** Everything that ends a command early on purpose. Messages are for people and hold no secret. */
export class CommandError extends Error {
  readonly kind: FailureKind;
  /** Lower-case and dotted; the server's own where it refused. */
  readonly code: string;
  readonly fieldErrors: readonly FieldError[];

  constructor(
    kind: FailureKind,
    code: string,
    message: string,
    options: ErrorOptions & { readonly fieldErrors?: readonly FieldError[] } = {},
  ) {
    super(message, options);
    this.name = new.target.name;
    this.kind = kind;
    this.code = code;
    this.fieldErrors = options.fieldErrors ?? [];
  }
}

/** What the server said no with: its HTTP status, and its problem's code, detail and field errors. */
export class ApiError extends CommandError {
  readonly status: number;

  constructor(status: number, code: string, message: string, fieldErrors: readonly FieldError[] = []) {
    super(status < 500 ? "refused" : "failed", code, message, { fieldErrors });
    this.status = status;
  }
}

export function wrongWords(message: string): CommandError {
  return new CommandError("wrong_words", "cli.wrong_words", message);
}

export function exitCodeOf(error: unknown): number {
  return error instanceof CommandError ? exitCodes[error.kind] : exitCodes.failed;
}

/** Which characters of a query are meant, counted from 1 as people count, and what may be written there. */
function describePlace({ from = 0, to = from, reason, code, suggestions = [] }: FieldError): string {
  const place = to - from > 1 ? `At ${from + 1} to ${to}` : `At ${from + 1}`;
  const instead = suggestions.length === 0 ? "" : ` Perhaps: ${suggestions.join(", ")}.`;
  return `  ${place}: ${reason}${instead} (${code})`;
}

/** One line, and one more for each field. */
export function describeError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
  const fields = error instanceof CommandError ? error.fieldErrors : [];
  const message = error instanceof Error ? error.message : String(error);
  const lines = fields.map((part) => {
    if (part.from !== undefined) return describePlace(part);
    const { field, reason, code: why } = part;
    // Where one field is all that is wrong, the server tells of it in the same words.
    return reason === message ? `  ${field}` : `  ${field}: ${reason} (${why})`;
  });
  return [`${message}${code}`, ...lines].join("\n");
}
