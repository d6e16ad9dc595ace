// The root of every error that Rollcall throws on purpose: a stable code, a message for people, and the cause.

export class RollcallError extends Error {
  /** Lower-case and dotted, e.g. `connection.not_found`; stable across releases. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
