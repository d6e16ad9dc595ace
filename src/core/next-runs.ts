// When a schedule runs: its next runs, and the run to make up after the server was down.

import type { Timestamp } from "./clock.ts";
import { localToWall, type WallTime } from "./local-time.ts";
import type { Schedule } from "./schedule.ts";
import { type ClockSegment, clockSegmentAt, wallToTimestamp } from "./time-zone.ts";
import { hasDays, isEveryHour, nextWall, patternOf, type WallPattern } from "./wall-pattern.ts";

const hourMs = 60 * 60 * 1000;

/** A schedule's first run from a moment on, and not after `until`. */
type FindRun = (from: Timestamp, until: Timestamp) => Timestamp | null;

interface Timetable {
  readonly startAt: Timestamp;
  readonly endAt: Timestamp;
  readonly findRun: FindRun;
}

/** The local times that a schedule asks for: those of the pattern, the first and the last moment among them. */
interface WallTimes {
  readonly pattern: WallPattern;
  readonly startWall: WallTime;
  readonly endWall: WallTime;
}

/** Whether the clock is put forward over a time that is asked for, at the beginning of the segment. */
function isInGap({ pattern, startWall, endWall }: WallTimes, segment: ClockSegment): boolean {
  const { startAt, offsetMs, offsetBeforeMs } = segment;
  if (offsetMs <= offsetBeforeMs) return false;
  const first = Math.max(startAt + offsetBeforeMs, startWall);
  return nextWall(pattern, first, Math.min(startAt + offsetMs, endWall + 1)) !== null;
}

function findInSegment(
  times: WallTimes,
  segment: ClockSegment,
  from: Timestamp,
  until: Timestamp,
): Timestamp | null {
  const { pattern } = times;
  const { startAt, endAt, offsetMs, offsetBeforeMs } = segment;
  const before = Math.min(endAt, until + 1) + offsetMs;
  // What goes with every hour follows the clock as it is: nothing where it is put forward, twice where it is put back.
  if (isEveryHour(pattern)) {
    const wall = nextWall(pattern, Math.max(from, startAt) + offsetMs, before);
    return wall === null ? null : wall - offsetMs;
  }
  if (from <= startAt && isInGap(times, segment)) return startAt;
  const first = Math.max(Math.max(from, startAt) + offsetMs, startAt + offsetBeforeMs);
  const wall = nextWall(pattern, first, before);
  return wall === null ? null : wall - offsetMs;
}

function findByClock(timeZone: string, times: WallTimes): FindRun {
  // Otherwise it would be looked for in each stretch till the end, which may be thousands of years away.
  if (!hasDays(times.pattern)) return () => null;
  return (from, until) => {
    let at = from;
    while (at <= until) {
      const segment = clockSegmentAt(timeZone, at);
      const run = findInSegment(times, segment, at, until);
      if (run !== null) return run;
      at = segment.endAt;
    }
    return null;
  };
}

function findByInterval(anchorAt: Timestamp, intervalMs: number): FindRun {
  return (from, until) => {
    const run = anchorAt + Math.ceil((from - anchorAt) / intervalMs) * intervalMs;
    return run <= until ? run : null;
  };
}

function timetableOf(schedule: Schedule): Timetable {
  const { timeZone } = schedule;
  const [startWall, endWall] = [localToWall(schedule.start), localToWall(schedule.end)];
  const startAt = wallToTimestamp(timeZone, startWall);
  const findRun =
    schedule.kind === "hourly"
      ? findByInterval(startAt, schedule.everyHours * hourMs)
      : findByClock(timeZone, { pattern: patternOf(schedule), startWall, endWall });
  return { startAt, endAt: wallToTimestamp(timeZone, endWall), findRun };
}

/** The first run strictly after `after`, and not after `until`. */
function findRunAfter(timetable: Timetable, after: Timestamp, until: Timestamp): Timestamp | null {
  const from = Math.max(Math.floor(after) + 1, timetable.startAt);
  return from > until ? null : timetable.findRun(from, until);
}

/** At most `count` runs strictly after `after`, in order; fewer, or none, where the schedule ends before. */
export function nextRuns(schedule: Schedule, after: Timestamp, count: number): readonly Timestamp[] {
  const timetable = timetableOf(schedule);
  const runs: Timestamp[] = [];
  let last = after;
  while (runs.length < count) {
    const run = findRunAfter(timetable, last, timetable.endAt);
    if (run === null) break;
    runs.push(run);
    last = run;
  }
  return runs;
}

/**
 * The run to make up at `now`: the latest of those that were due after `lastRunAt` (null: since the start), however many
 * they are. Null where none was due, and where the schedule is over. A schedule that begins in the past has never run:
 * who must not make up what was due before it was made gives that moment as `lastRunAt`.
 */
export function missedRun(schedule: Schedule, lastRunAt: Timestamp | null, now: Timestamp): Timestamp | null {
  const timetable = timetableOf(schedule);
  if (now > timetable.endAt) return null;
  let latest = findRunAfter(timetable, lastRunAt ?? Number.NEGATIVE_INFINITY, now);
  if (latest === null) return null;
  // There is no run after `beyond` and till `now`: the latest is found by halving, since runs may be many.
  let beyond = now;
  while (latest < beyond) {
    const middle: Timestamp = Math.floor((latest + beyond) / 2);
    const run = findRunAfter(timetable, middle, beyond);
    if (run === null) beyond = middle;
    else latest = run;
  }
  return latest;
}
