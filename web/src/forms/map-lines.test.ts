// Lines of a transform map: as they are edited, as they are sent, and what is said of them.

import { expect, test } from "vitest";
import {
  type AddedLine,
  changeOf,
  choosableProperties,
  errorsByLine,
  hasSameLines,
  linesOf,
  proposedName,
  ruleOf,
  unfinishedErrors,
} from "./map-lines.ts";

const line = (from: string, name: string, isTyped = false): AddedLine => ({
  key: `${from} ${name}`,
  from,
  isTyped,
  name,
});

test("[WB56] a line is sent without the spaces around it, and is the same when it comes back", () => {
  const typed = line(" model ", " hardware ", true);
  expect(ruleOf(typed)).toEqual({ from: "model", to: "asset.assetDetail.typedAttributes.hardware" });
  expect(hasSameLines(linesOf([ruleOf(typed)]), [typed])).toBe(true);
  expect(hasSameLines([typed], [line("model", "hardware")])).toBe(false);
});

test("[WB56] an attribute's name is proposed from the property's own", () => {
  const extension = "extension_0123456789abcdef0123456789abcdef_costCentre";
  expect([extension, "extensionAttributes.extensionAttribute1", "a b", ""].map(proposedName)).toEqual([
    "costCentre",
    "extensionAttribute1",
    "ab",
    "",
  ]);
});

test("[WB56] reasons of the server, which count all lines, come to the line that they are about", () => {
  const lines = [line("model", "one"), line("memberOf", "two")];
  const reasons = { "rules.11.from": "a relationship", "rules.3.to": "the connector's", rules: "too many" };
  expect(errorsByLine(reasons, lines, 10)).toEqual({ "memberOf two.from": "a relationship" });
});

test("[WB56] a line that is not whole is told what it lacks", () => {
  expect(Object.keys(unfinishedErrors([line("", "x"), line("model", " ")]))).toEqual([
    " x.from",
    "model  .to",
  ]);
});

test("[WB56] what is within a property can be chosen, and not the property that only holds it", () => {
  const choices = choosableProperties(["model", "extensionAttributes"]);
  expect(choices).toHaveLength(16);
  expect(choices.at(-1)).toBe("extensionAttributes.extensionAttribute15");
});

test("[WB57] two versions differ by the lines that only one has", () => {
  const [a, b, c] = [line("model", "a"), line("model", "b"), line("trustType", "a")].map(ruleOf);
  if (!a || !b || !c) throw new Error("There are three.");
  expect(changeOf([a, b], [b, c])).toEqual({ added: [c], removed: [a] });
});
