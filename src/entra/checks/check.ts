// How one check of the connection test is made: its time limit, its duration, and what it found as a result.

import type { CheckName, CheckResult, Evidence } from "../../core/connection-test.ts";
import { GraphError, unansweredExchange } from "../../graph/errors/graph-error.ts";
import { UnreachableError, type UnreachableKind } from "../../graph/errors/unreachable-error.ts";
import { adviceFor } from "../advice.ts";

/** All in milliseconds. */
export interface CheckLimits {
  /** For each host's name, connection and handshake. */
  readonly connectMs: number;
  /** For each check that asks Microsoft something, with its retries. */
  readonly requestMs: number;
  /** For the whole test. */
  readonly wholeMs: number;
}

export const defaultCheckLimits: CheckLimits = { connectMs: 15_000, requestMs: 30_000, wholeMs: 60_000 };

/** What a check that passed found; advice only where something should be looked at. */
export interface Finding {
  readonly summary: string;
  readonly advice?: string;
}

/** Adds to `evidence` as it goes, so that a failure shows what was found before; throws the error that it meets. */
export type Check = (evidence: Evidence[], signal: AbortSignal) => Promise<Finding>;

/** What runs out of time: host and port, and what was waited for. */
interface Limit {
  readonly limitMs: number;
  readonly host: string;
  readonly kind: UnreachableKind;
}

/** A call's value. Throws `graph.unreachable` when the time runs out first, and the signal's reason when it is aborted. */
export async function withinLimit<Value>(
  { limitMs, host, kind }: Limit,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), limitMs);
  try {
    return await call(AbortSignal.any([signal, deadline.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (!deadline.signal.aborted) throw error;
    const detail = `nothing within ${limitMs} ms`;
    throw new UnreachableError(kind, host, detail, unansweredExchange("test"), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function failed(error: GraphError, evidence: readonly Evidence[]): Omit<CheckResult, "check" | "durationMs"> {
  const { requestId } = error.exchange;
  return {
    status: "failed",
    code: error.code,
    summary: asSentence(error.message),
    evidence: requestId === null ? evidence : [...evidence, { label: "Request ID", value: requestId }],
    advice: adviceFor(error),
  };
}

/** Makes one check. Throws the signal's reason when it is aborted, and faults of our own. */
export async function makeCheck(name: CheckName, check: Check, signal: AbortSignal): Promise<CheckResult> {
  const startedAt = performance.now();
  const evidence: Evidence[] = [];
  const durationMs = () => Math.round(performance.now() - startedAt);
  try {
    signal.throwIfAborted();
    const { summary, advice = null } = await check(evidence, signal);
    signal.throwIfAborted();
    return { check: name, status: "passed", durationMs: durationMs(), code: null, summary, evidence, advice };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof GraphError)) throw error;
    return { check: name, durationMs: durationMs(), ...failed(error, evidence) };
  }
}

/** The result of a check that comes after a failed one. */
export function notRun(name: CheckName): CheckResult {
  return {
    check: name,
    status: "not_run",
    durationMs: 0,
    code: null,
    summary: "",
    evidence: [],
    advice: null,
  };
}
