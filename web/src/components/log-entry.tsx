// One entry of a log: when, how grave, what happened, and Microsoft Graph's own id of the request behind it.

import {
  IconAlertTriangle,
  IconCheck,
  IconCopy,
  IconExclamationCircle,
  IconInfoCircle,
} from "@tabler/icons-react";
import { memo } from "react";
import { Link } from "react-router";
import type { LogEntryView } from "../../../src/contract/sync-run.ts";
import { paths } from "../paths.ts";
import { useCopying } from "./copying.ts";
import styles from "./log-view.module.css";
import { exactTime, utcTime, wholeNumber } from "./moment-words.ts";

const looks = {
  info: { label: "Info", icon: IconInfoCircle },
  warning: { label: "Warning", icon: IconExclamationCircle },
  error: { label: "Error", icon: IconAlertTriangle },
} as const;

function RequestId({ id }: { readonly id: string }) {
  const { isCopied, copy } = useCopying(id);
  return (
    <span className={styles.request}>
      request-id {id}
      <button
        type="button"
        className={`${styles.copy} mantine-focus-auto`}
        onClick={copy}
        aria-label={isCopied ? "Copied" : `Copy the request-id ${id}`}
      >
        {isCopied ? <IconCheck size={13} /> : <IconCopy size={13} />}
      </button>
    </span>
  );
}

function detailWords(details: LogEntryView["details"]): string {
  return Object.entries(details)
    .filter(([name]) => name !== "runId")
    .map(([name, value]) => `${name} ${typeof value === "number" ? wholeNumber(value) : String(value)}`)
    .join(" · ");
}

interface LogEntryProps {
  readonly entry: LogEntryView;
  readonly hasRun: boolean;
}

// Plain elements: a log has thousands of entries, and each component of a library costs many times as much.
function Below({ entry: { code, details, requestId, runId }, hasRun }: LogEntryProps) {
  const words = detailWords(details);
  return (
    <div className={styles.below}>
      {hasRun && <Link to={paths.run(runId)}>Run {runId}</Link>}
      <span>{code}</span>
      {words !== "" && <span>{words}</span>}
      {requestId !== null && <RequestId id={requestId} />}
    </div>
  );
}

export const LogEntry = memo(function LogEntry({ entry, hasRun }: LogEntryProps) {
  const { at, level, message } = entry;
  const { label, icon: Sign } = looks[level];
  return (
    <li className={`${styles.entry} ${styles[level]}`}>
      <time dateTime={at} title={utcTime(at)} className={styles.time}>
        {exactTime(at)}
      </time>
      <span className={styles.level}>
        <Sign size={15} aria-hidden />
        {label}
      </span>
      <div className={styles.body}>
        {message}
        <Below entry={entry} hasRun={hasRun} />
      </div>
    </li>
  );
});
