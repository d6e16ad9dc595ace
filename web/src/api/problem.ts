// Why the server did not do what it was asked.

import type { Problem } from "../../../src/contract/problem.ts";

/** The server refused, and says why. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ApiProblem";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Nobody answered, or something answered that is not Rollcall. */
export class ServerUnreachable extends Error {
  constructor(cause: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "ServerUnreachable";
  }
}

/** Whether the server refused with this code. */
export function isProblem(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code;
}

/** The server's reasons by the form's field: `body.settings.tenantId` is `settings.tenantId` there. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiProblem)) return {};
  const errors = error.problem.errors ?? [];
  return Object.fromEntries(errors.map(({ field, reason }) => [field.replace(/^body\./, ""), reason]));
}
