// What the serving thread and a thread of the store say to each other.

/** What a thread is started with. */
export interface ThreadSetup {
  readonly file: string;
  /** The writer brings the schema up to date before it is ready; a query thread refuses every write. */
  readonly role: "writer" | "query";
  readonly busyTimeoutMs: number;
}

export type Order =
  | { readonly kind: "query"; readonly sql: string; readonly parameters: readonly unknown[] }
  /** Rolls back what is open; nothing where no transaction is. */
  | { readonly kind: "rollback" }
  | { readonly kind: "close" };

export interface Request {
  readonly id: number;
  readonly order: Order;
}

/** One message has all rows of a query: a message costs far more than a row. */
export interface Outcome {
  readonly rows: readonly Record<string, unknown>[];
  /** Columns with bytes in some row: a message turns a Buffer into a plain Uint8Array. */
  readonly byteColumns: readonly string[];
  /** Null where the statement answers rows. */
  readonly written: { readonly changes: number; readonly lastId: number | bigint } | null;
}

/** An error as it crosses threads, where its class and its own properties would be lost. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  /** SQLite's own, e.g. `SQLITE_CONSTRAINT_UNIQUE`, Node's, or ours. */
  readonly code: string | null;
}

export type ThreadMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "unopened"; readonly error: SentError }
  | { readonly kind: "done"; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: "failed"; readonly id: number; readonly error: SentError };

export function toSentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: null };
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return { name: error.name, message: error.message, code };
}

/** The error with the code and the message that it had in its thread; its stack is that of who asked. */
export function fromSentError({ name, message, code }: SentError): Error {
  const error = new Error(message);
  error.name = name;
  return code === null ? error : Object.assign(error, { code });
}

/** Whether it is an error with that code, whatever its class. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
