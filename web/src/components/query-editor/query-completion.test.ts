// What an offer writes.

import { expect, test } from "vitest";
import { writtenOption } from "./query-completion.ts";

test("[WB70] an offer is written with what must follow it, unless that is there already", () => {
  const token = (text: string, behind = "") => writtenOption({ kind: "token", text }, text, behind);
  expect(token("name")).toBe("name: ");
  expect(token("name", ": lab")).toBe("name");
  expect(token("name", " is null")).toBe("name");
  // A date is compared in several ways, which are offered next.
  expect(token("entra.lastSignIn")).toBe("entra.lastSignIn ");
  expect(writtenOption({ kind: "token", text: "at" }, "changed.at", "")).toBe("at ");
  expect(writtenOption({ kind: "group", text: "tags" }, "tags", "")).toBe("tags:(");
  expect(writtenOption({ kind: "operator", text: ">=" }, ">=", "")).toBe(">= ");
  expect(writtenOption({ kind: "operator", text: "is null" }, "is null", "")).toBe("is null");
  expect(writtenOption({ kind: "keyword", text: "and" }, "and", " name: a")).toBe("and");
  expect(writtenOption({ kind: "value", text: "`a`" }, "`a`", "")).toBe("`a`");
});
