// A cron text: the five fields of crontab(5) or a macro, read into what it stands for.

import { dayNames, monthNames } from "./calendar-name.ts";
import {
  type CronField,
  CronFieldError,
  type CronFieldKind,
  printCronField,
  readCronField,
} from "./cron-field.ts";
import type { ScheduleRefusal } from "./schedule-refusal.ts";

export interface Cron {
  /** As it was typed, without the spaces around it. */
  readonly text: string;
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  readonly dayOfWeek: CronField;
}

export type CronResult =
  | { readonly kind: "parsed"; readonly cron: Cron }
  | { readonly kind: "refused"; readonly refusal: ScheduleRefusal };

const threeLetters = (name: string) => name.slice(0, 3).toLowerCase();
const numbers = { names: [], isDayOfWeek: false };
const minuteKind: CronFieldKind = { name: "minute", first: 0, last: 59, ...numbers };
const hourKind: CronFieldKind = { name: "hour", first: 0, last: 23, ...numbers };
const dayOfMonthKind: CronFieldKind = { name: "day of the month", first: 1, last: 31, ...numbers };
const monthKind: CronFieldKind = {
  name: "month",
  first: 1,
  last: 12,
  names: monthNames.map(threeLetters),
  isDayOfWeek: false,
};
const dayOfWeekKind: CronFieldKind = {
  name: "day of the week",
  first: 0,
  last: 7,
  names: dayNames.map(threeLetters),
  isDayOfWeek: true,
};

const macros: ReadonlyMap<string, string> = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

/** Longer than any text that a person writes; it bounds the work on what a stranger sends. */
const longestText = 200;

interface Word {
  readonly text: string;
  readonly offset: number;
}

function splitWords(text: string): readonly Word[] {
  const words = [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], offset: match.index }));
  const extra = words[5];
  if (extra === undefined) return words;
  const fields = "minute, hour, day of the month, month and day of the week";
  throw new CronFieldError(
    `there are five fields, ${fields}, and ${JSON.stringify(extra.text)} is one more`,
    extra.offset,
  );
}

function readWord(words: readonly Word[], index: number, kind: CronFieldKind): CronField {
  const word = words[index];
  if (word === undefined) {
    const last = words.at(-1);
    const end = last === undefined ? 0 : last.offset + last.text.length;
    throw new CronFieldError(`there are five fields, and the ${kind.name} is missing`, end);
  }
  try {
    return readCronField(kind, word.text);
  } catch (error) {
    if (!(error instanceof CronFieldError)) throw error;
    throw new CronFieldError(error.message, word.offset + error.offset);
  }
}

/** The five fields that a macro stands for, or the text itself. */
function expandMacro(text: string): string {
  const typed = text.trim();
  if (!typed.startsWith("@")) return text;
  const fields = macros.get(typed.toLowerCase());
  if (fields !== undefined) return fields;
  throw new CronFieldError(
    `${JSON.stringify(typed)} is no macro: there are ${[...macros.keys()].join(", ")}`,
    text.indexOf("@"),
  );
}

function readCron(text: string): Cron {
  if (text.length > longestText)
    throw new CronFieldError(`it is longer than ${longestText} characters`, longestText);
  const words = splitWords(expandMacro(text));
  return {
    text: text.trim(),
    minute: readWord(words, 0, minuteKind),
    hour: readWord(words, 1, hourKind),
    dayOfMonth: readWord(words, 2, dayOfMonthKind),
    month: readWord(words, 3, monthKind),
    dayOfWeek: readWord(words, 4, dayOfWeekKind),
  };
}

/** Reads a cron text; a refusal says at which character what is wrong. */
export function parseCron(text: string): CronResult {
  try {
    return { kind: "parsed", cron: readCron(text) };
  } catch (error) {
    if (!(error instanceof CronFieldError)) throw error;
    const position = error.offset + 1;
    const message = `The cron text is wrong at character ${position}: ${error.message}.`;
    return { kind: "refused", refusal: { code: "schedule.cron_invalid", message, field: "cron", position } };
  }
}

/** The five fields in numbers: a text that is read as the same times. */
export function printCron(cron: Cron): string {
  return [cron.minute, cron.hour, cron.dayOfMonth, cron.month, cron.dayOfWeek].map(printCronField).join(" ");
}
