// The server's own log: one line of JSON on standard output for each thing that happens, without secrets.

import pino, { type DestinationStream, type Logger, type LoggerOptions } from "pino";
import type { Config } from "./config.ts";

/** What could hold a secret is never logged on purpose; should it come along all the same, it is masked. */
const redacted = [
  "req.headers.authorization",
  "req.headers.cookie",
  "*.clientSecret",
  "*.password",
  "*.token",
  "*.secret",
  "*.linkToken",
];

/** `to` is standard output unless told otherwise. */
export function createLogger(
  { logLevel }: Pick<Config, "logLevel">,
  to: DestinationStream = pino.destination(1),
): Logger {
  const options: LoggerOptions = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redacted, censor: "[secret]" },
    serializers: { err: pino.stdSerializers.errWithCause },
  };
  return pino(options, to);
}
