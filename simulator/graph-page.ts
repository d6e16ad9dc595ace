// The JSON of a page, and of one device.

import type { GraphAnswer } from "./graph-request.ts";

const contentType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** The entity set with the selection, as Graph names it in `@odata.context`. */
function contextOf(origin: string, entitySet: string, selected: readonly string[] | null): string {
  return `${origin}/v1.0/$metadata#${entitySet}${selected === null ? "" : `(${selected.join(",")})`}`;
}

interface PageParts {
  readonly origin: string;
  readonly entitySet: string;
  readonly selected: readonly string[] | null;
  readonly count?: number | null;
  readonly links: Readonly<Record<string, string>>;
  readonly items: readonly string[];
}

/** A page's text is put together from the texts of its devices, since most of a page is the same every time. */
export function pageAnswer(parts: PageParts): GraphAnswer {
  const { origin, entitySet, selected, count = null, links, items } = parts;
  const annotations = {
    "@odata.context": contextOf(origin, entitySet, selected),
    ...(count !== null && { "@odata.count": count }),
    ...links,
  };
  let body = `${JSON.stringify(annotations).slice(0, -1)},"value":[`;
  let separator = "";
  // Appended, not joined: a page of 999 devices is then copied once, when it is sent, and not three times.
  for (const item of items) {
    body += separator + item;
    separator = ",";
  }
  body += "]}";
  return { status: 200, headers: { "content-type": contentType }, body };
}

export function deviceAnswer(
  origin: string,
  selected: readonly string[] | null,
  device: string,
): GraphAnswer {
  const context = JSON.stringify({
    "@odata.context": `${contextOf(origin, "devices", selected)}/$entity`,
  });
  return {
    status: 200,
    headers: { "content-type": contentType },
    body: `${context.slice(0, -1)},${device.slice(1)}`,
  };
}
