// Texts from elsewhere on a terminal, tables, and moments in words.

import { expect, test } from "vitest";
import { createOutput } from "./output.ts";
import { propertyLines, tableLines } from "./table.ts";
import { cutTo, escapeControls, padTo, printableJson, widthOf } from "./text.ts";
import { durationWords, momentWords, readExpiry, readPast, relativeTime } from "./time-words.ts";

test("[CL1] what moves a cursor or turns text around is escaped, and nothing else", () => {
  expect(escapeControls("a\u001b[2J\u009b1m\u007f\t\r\n\u202e\u2066b")).toBe(
    "a\\u001b[2J\\u009b1m\\u007f\\t\\r\\n\\u202e\\u2066b",
  );
  expect(escapeControls("Größe 東京 👩‍💻 é")).toBe("Größe 東京 👩‍💻 é");
});

test("[CL1] JSON is fit for a terminal and parses to the same value", () => {
  const value = { name: "a\u009b\u202eb\nc\u007f", list: ["é"] };
  expect(printableJson(value, 2)).not.toMatch(/[\u007f-\u009f\u202e]/);
  expect(JSON.parse(printableJson(value, 2))).toEqual(value);
  expect(JSON.parse(printableJson(value))).toEqual(value);
});

test("width is in columns of a terminal", () => {
  expect([widthOf("abc"), widthOf("東京"), widthOf("é"), widthOf("👩‍💻")]).toEqual([3, 4, 1, 2]);
  expect([cutTo("abcdef", 4), cutTo("東京都", 4), cutTo("abcd", 4)]).toEqual(["abc…", "東…", "abcd"]);
  expect(padTo("東", 4)).toBe("東  ");
});

const columns = [
  { title: "id", isNumber: true, of: (row: { id: number; name: string }) => row.id },
  { title: "name", of: (row: { id: number; name: string }) => row.name },
];
const rows = [
  { id: 7, name: "short" },
  { id: 12, name: "a name that goes on for very much longer than that" },
];

test("a table is cut to a terminal only", () => {
  expect(tableLines(columns, rows, null)[2]).toBe("12  a name that goes on for very much longer than that");
  expect(tableLines(columns, rows, 20)).toEqual(["ID  NAME", " 7  short", "12  a name that goe…"]);
  expect(tableLines(columns, rows, 3)[2]).toBe("12  a name …");
});

test("a property without a value has no line", () => {
  expect(
    propertyLines([
      ["id", 1],
      ["gone", null],
      ["a name", "x\ny"],
    ]),
  ).toEqual(["id      1", "a name  x\\ny"]);
});

function streamOf(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 40, written, write: (text: string) => written.push(text) > 0 };
}

test("colour is for terminals, unless NO_COLOR is set", () => {
  const shown = (isTTY: boolean, env: NodeJS.ProcessEnv) => {
    const out = streamOf(isTTY);
    createOutput(false, out as never, streamOf(false) as never, env).line("bad", "bad");
    return out.written.join("");
  };
  expect(shown(true, {})).toBe("\u001b[31mbad\u001b[39m\n");
  expect(shown(true, { NO_COLOR: "1" })).toBe("bad\n");
  expect(shown(false, {})).toBe("bad\n");
});

test("moments and durations are told in words", () => {
  const now = Date.parse("2026-05-05T12:00:00Z");
  expect(relativeTime(now - 3 * 3_600_000, now)).toBe("3 hours ago");
  expect(relativeTime(now + 86_400_000, now)).toBe("in 1 day");
  expect(relativeTime(now - 59_999, now)).toBe("just now");
  expect(momentWords(null)).toBe("–");
  expect(momentWords("2026-05-05T11:00:00Z", now)).toMatch(/^2026-05-0\d \d\d:\d\d \(1 hour ago\)$/);
  expect([240, 3140, 725_000, 7_380_000].map(durationWords)).toEqual([
    "240 ms",
    "3.1 s",
    "12 min 5 s",
    "2 h 3 min",
  ]);
});

test("an expiry is a time from now or a date, and what is past a time before now or a date", () => {
  const now = Date.parse("2026-05-05T12:00:00Z");
  expect(readExpiry("90d", now)).toBe("2026-08-03T12:00:00.000Z");
  expect(readExpiry("12h", now)).toBe("2026-05-06T00:00:00.000Z");
  expect(readExpiry("2027-01-01", now)).toBe("2027-01-01T00:00:00.000Z");
  expect(readExpiry("2027-01-01T10:00:00+05:30", now)).toBe("2027-01-01T04:30:00.000Z");
  for (const wrong of ["", "90", "soon", "2027-13-01", "1.5d", "999999d", "2027-01-01T10:00"])
    expect([readExpiry(wrong, now), readPast(wrong, now)]).toEqual([null, null]);
  expect(readPast("12h", now)).toBe("2026-05-05T00:00:00.000Z");
  expect(readPast("2026-01-01", now)).toBe("2026-01-01T00:00:00.000Z");
});
