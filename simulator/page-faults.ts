// Faults in the content of a page: they are made from a finished answer, so that Graph's own code needs none of them.

import { z } from "zod";
import { type Answer, textOf } from "./answer.ts";
import type { Fault } from "./fault.ts";

type PageFault = Extract<Fault, { kind: "page" }>;
type Json = Record<string, unknown>;

const pageBody = z.looseObject({ value: z.array(z.unknown()) });
const nextLink = "@odata.nextLink";
const deltaLink = "@odata.deltaLink";

/** Only keeps the address of an empty page apart from that of the page after it; Graph's answers never see it. */
const emptyPageMark = /[?&]simulator-empty-page=(\d+)/;

/** The address without the mark of an empty page. */
export function withoutMark(url: URL): URL {
  return emptyPageMark.test(url.search) ? new URL(url.href.replace(emptyPageMark, "")) : url;
}

/** Where nothing is said, port 9: "discard", at which nothing listens. */
const nowhere = "http://127.0.0.1:9";

function withoutLinks(page: Json): Json {
  const { [nextLink]: _next, [deltaLink]: _delta, ...rest } = page;
  return rest;
}

function emptyPage(page: Json, url: URL): Json {
  const number = Number(emptyPageMark.exec(url.search)?.[1] ?? 0) + 1;
  const plain = withoutMark(url);
  const next = `${plain.href}${plain.search === "" ? "?" : "&"}simulator-empty-page=${number}`;
  return { ...withoutLinks(page), value: [], [nextLink]: next };
}

function elsewhere(page: Json, origin: string, url: URL): Json {
  const name = deltaLink in page ? deltaLink : nextLink;
  const link = URL.parse(String(page[name] ?? url.href)) ?? url;
  return { ...page, [name]: `${origin}${link.pathname}${link.search}` };
}

function both(page: Json, url: URL): Json {
  return { ...page, [nextLink]: page[nextLink] ?? url.href, [deltaLink]: page[deltaLink] ?? url.href };
}

/** An item is altered at its place; where the page is too short, its last one is. */
function replaceItem(items: readonly unknown[], at: number, alter: (item: Json) => Json): unknown[] {
  const place = Math.min(at, items.length - 1);
  return items.map((item, index) => (index === place ? alter(item as Json) : item));
}

function withoutId({ id: _id, ...rest }: Json): Json {
  return rest;
}

function alteredItems(items: readonly unknown[], { alteration, at }: PageFault): unknown[] | null {
  switch (alteration) {
    case "item_without_id":
      return replaceItem(items, at, withoutId);
    case "item_null":
      return items.toSpliced(at, 0, null);
    case "item_string":
      return items.toSpliced(at, 0, "device");
    case "item_number":
      return items.toSpliced(at, 0, 42);
    case "item_twice":
      return items.toSpliced(at, 0, ...items.slice(at, at + 1));
    case "unknown_field":
      return replaceItem(items, at, (item) => ({ ...item, simulatorUnknown: { nested: [1, null] } }));
    case "name_null":
      return replaceItem(items, at, (item) => ({ ...item, displayName: null }));
    default:
      return null;
  }
}

function alteredPage(page: Json & { value: readonly unknown[] }, fault: PageFault, url: URL): Json {
  const { value, ...withoutValue } = page;
  switch (fault.alteration) {
    case "link_elsewhere":
      return elsewhere(page, fault.origin ?? nowhere, url);
    case "link_repeats":
      return { ...withoutLinks(page), [nextLink]: url.href };
    case "link_null":
      return { ...withoutLinks(page), [nextLink]: null };
    case "links_both":
      return both(page, url);
    case "links_neither":
      return withoutLinks(page);
    case "value_missing":
      return withoutValue;
    case "value_null":
      return { ...page, value: null };
    case "value_no_array":
      return { ...page, value: { ...value } };
    case "empty_page":
      return emptyPage(page, url);
    default:
      return { ...page, value: alteredItems(value, fault) ?? value };
  }
}

/** The page with its fault. Throws when the answer is no page: a plan that cannot show must not pass unnoticed. */
export function alterPage(answer: Answer, fault: PageFault, url: URL): Answer {
  const page = pageBody.parse(JSON.parse(textOf(answer)));
  return { ...answer, body: JSON.stringify(alteredPage(page, fault, url)) };
}
