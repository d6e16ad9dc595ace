// What added lines make of a device: in its document, and as attributes.

import { expect, test } from "vitest";
import { attributesOf } from "./asset-attribute.ts";
import { extendMap, propertiesToSelect, transformDevice } from "./transform-map.ts";

const paths = [
  "text",
  "empty",
  "no",
  "seven",
  "nothing",
  "gone",
  "inside.one",
  "inside.gone",
  "text.deeper",
  "list",
  "inside",
] as const;
const added = paths.map((from) => ({
  from,
  to: `asset.assetDetail.untypedAttributes.${from.replace(".", "-")}`,
}));
const own = {
  version: 1,
  rules: [{ from: "displayName", to: "asset.assetDetail.name", required: true }],
};
const device = {
  id: "d",
  displayName: "PC",
  text: "Müller",
  empty: "",
  no: false,
  seven: 7,
  nothing: null,
  inside: { one: "1", two: null },
  list: ["a", 1, null],
};

test("[TM2] absent, null and false stay three different things in the document", () => {
  const map = extendMap(own, { version: 2, added });
  const result = transformDevice(map, device);
  if (result.kind !== "transformed") throw new TypeError(result.kind);
  const { assetDetail } = result.document.asset as { assetDetail: { untypedAttributes: object } };
  expect(map.version).toBe(2);
  expect(assetDetail.untypedAttributes).toEqual({
    text: "Müller",
    empty: "",
    no: false,
    seven: 7,
    nothing: null,
    "inside-one": "1",
    list: ["a", 1, null],
    inside: { one: "1", two: null },
  });
});

test("[TM2] an attribute is there where its property is and is not null: a text as it is, anything else as JSON", () => {
  expect(Object.fromEntries(attributesOf(added, device))).toEqual({
    text: "Müller",
    empty: "",
    no: "false",
    seven: "7",
    "inside-one": "1",
    list: '["a",1,null]',
    inside: '{"one":"1","two":null}',
  });
});

test("[TM2] an attribute holds nothing that a database cannot", () => {
  const odd = { ...device, text: "a\u0000b\ud800", list: ["\u0000"] };
  const attributes = attributesOf(added, odd);
  expect([attributes.get("text"), attributes.get("list")]).toEqual(["ab\ufffd", '["\\u0000"]']);
});

test("[TM6] what is asked of a device has each property once, however deep a line begins in it", () => {
  const lines = ["model", "z.a", "z.b", "b"].map((from) => ({ from, to: from }));
  expect(propertiesToSelect(["id", "model"], { added: lines })).toEqual(["id", "model", "b", "z"]);
});
