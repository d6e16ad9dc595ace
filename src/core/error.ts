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

/** What was entered is refused because of one of its fields, e.g. `schedule.timeZone`. */
export class FieldError extends RollcallError {
  readonly field: string;

  constructor(code: string, field: string, message: string) {
    super(code, message);
    this.field = field;
  }
}

export interface FieldFault {
  readonly code: string;
  /** E.g. `rules.10.to`. */
  readonly field: string;
  readonly message: string;
}

/** What was entered is refused because of several of its fields, each with a code of its own. */
export class FieldsError extends RollcallError {
  readonly faults: readonly FieldFault[];

  constructor(code: string, faults: readonly FieldFault[]) {
    super(code, faults.map(({ field, message }) => `${field}: ${message}`).join(" "));
    this.faults = faults;
  }
}
