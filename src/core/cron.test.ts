// What a cron text stands for, and what is said of one that stands for nothing.

import { expect, test } from "vitest";
import { type Cron, parseCron, printCron } from "./cron.ts";

function read(text: string): Cron {
  const result = parseCron(text);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.cron;
}

test("[SC8] lists, ranges, steps and stars stand for their numbers, each once and in order", () => {
  const cron = read("  5,1-3,*/20\t0-23/6 31,1 10-12 * ");
  expect(cron.text).toBe("5,1-3,*/20\t0-23/6 31,1 10-12 *");
  expect(cron.minute.values).toEqual([0, 1, 2, 3, 5, 20, 40]);
  expect(cron.hour.values).toEqual([0, 6, 12, 18]);
  expect(cron.dayOfMonth.values).toEqual([1, 31]);
  expect(cron.month.values).toEqual([10, 11, 12]);
  expect(cron.dayOfWeek.values).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test.each([
  ["0", [0]],
  ["7", [0]],
  ["SUN", [0]],
  ["mon-Fri", [1, 2, 3, 4, 5]],
  ["5-7", [0, 5, 6]],
  ["fri-sun", [0, 5, 6]],
  ["0-7", [0, 1, 2, 3, 4, 5, 6]],
  ["*/2", [0, 2, 4, 6]],
  ["tue,thu", [2, 4]],
])("[SC8] the day of the week %s is %j", (text, values) => {
  expect(read(`0 0 * * ${text}`).dayOfWeek.values).toEqual(values);
});

test("[SC8] months have names, in any case", () => {
  expect(read("0 0 1 jan-mar,DEC *").month.values).toEqual([1, 2, 3, 12]);
});

test.each([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  [" @Annually ", "0 0 1 1 *"],
])("[SC8] %s is %s, and is kept as it was typed", (macro, fields) => {
  expect(printCron(read(macro))).toBe(fields);
  expect(read(macro).text).toBe(macro.trim());
});

test.each([
  ["", 1, "the minute is missing"],
  ["   ", 1, "the minute is missing"],
  ["0 0 * *", 8, "the day of the week is missing"],
  ["0 0 * * * 2026", 11, '"2026" is one more'],
  ["60 * * * *", 1, '"60" is no minute: it takes 0 to 59'],
  ["0 24 * * *", 3, '"24" is no hour'],
  ["0 0 0 * *", 5, '"0" is no day of the month: it takes 1 to 31'],
  ["0 0 * 13 *", 7, '"13" is no month: it takes 1 to 12 or jan to dec'],
  ["0 0 * * 8", 9, '"8" is no day of the week: it takes 0 to 7 or sun to sat'],
  ["0 0 * * mon,tues", 13, '"tues" is no day of the week'],
  ["0 0 L * *", 5, '"L" is no day of the month'],
  ["0 0 ? * 1", 5, '"?" is no day of the month'],
  ["0 0 * * 5#3", 9, '"5#3" is no day of the week'],
  ["1,,2 * * * *", 3, "a minute is missing here"],
  ["1, * * * *", 3, "a minute is missing here"],
  ["0 18-9 * * *", 6, "the range runs backwards: 18 is after 9"],
  ["0 9-25 * * *", 5, '"25" is no hour'],
  ["*/0 * * * *", 3, '"0" is no step of a minute: it takes 1 to 59'],
  ["*/90 * * * *", 3, '"90" is no step of a minute'],
  ["5/15 * * * *", 2, "a step needs a range or *: write 5-59/15"],
  ["*-5 * * * *", 1, '"*-5" is no minute, range or step'],
  ["1-2-3 * * * *", 1, '"1-2-3" is no minute, range or step'],
  ["-1 * * * *", 1, '"-1" is no minute, range or step'],
  ["1.5 * * * *", 1, '"1.5" is no minute'],
  ["constructor * * * *", 1, '"constructor" is no minute'],
  [" @reboot", 2, '"@reboot" is no macro'],
  [`${"0,".repeat(100)}0 * * * *`, 201, "it is longer than 200 characters"],
])("[SC9] %j is refused at character %d: %s", (text, position, message) => {
  expect(parseCron(text)).toEqual({
    kind: "refused",
    refusal: {
      code: "schedule.cron_invalid",
      field: "cron",
      position,
      message: expect.stringContaining(`at character ${position}: `),
    },
  });
  expect(parseCron(text)).toMatchObject({ refusal: { message: expect.stringContaining(message) } });
});
