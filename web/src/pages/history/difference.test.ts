// That just what differs is marked.

import fc from "fast-check";
import { expect, test } from "vitest";
import { difference, type MarkedText } from "./difference.ts";

const whole = ({ head, marked, tail }: MarkedText): string => head + marked + tail;

test("[WB107] just what differs between two texts is marked", () => {
  const { before, after } = difference("10.0.19045.1", "10.0.22631.1");
  expect([before.head, before.marked, before.tail]).toEqual(["10.0.", "19045", ".1"]);
  expect(after.marked).toBe("22631");
  expect(difference("PC", "PC 2").after).toEqual({ head: "PC", marked: " 2", tail: "" });
  expect(difference("10.0.19045", "17.6.19045").before).toEqual({ head: "", marked: "10.0", tail: ".19045" });
  expect(difference("a a", "a").before.marked).toBe(" a");
  // A smile and a frown share their first UTF-16 unit.
  expect(difference("😀", "😟").before.marked).toBe("😀");
});

test("[WB107] the parts of a marked text are the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
      const { before, after } = difference(one, other);
      expect([whole(before), whole(after)]).toEqual([one, other]);
      expect([before.head, before.tail]).toEqual([after.head, after.tail]);
    }),
    { numRuns: 50 },
  );
});
