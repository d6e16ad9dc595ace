// `GET /beta/directory/deletedItems/microsoft.graph.device`: the soft-deleted devices, which can be restored.

import { z } from "zod";
import { dateText, deletedDay } from "./device-dates.ts";
import type { Directory } from "./directory.ts";
import { pageAnswer } from "./graph-page.ts";
import { type GraphAnswer, type GraphRequest, isEventual } from "./graph-request.ts";
import { malformedToken, writtenOption } from "./links.ts";
import { readOptions, readSelect, readTop } from "./query-options.ts";

const path = "/beta/directory/deletedItems/microsoft.graph.device";
/** The number of the last device of the page before. */
const deletedPlace = z.object({ deletedAfter: z.number().int() });

function deletedDateText(directory: Directory, index: number): string {
  const { sinceMs } = directory.log.state(index);
  if (sinceMs === null) return dateText(deletedDay(index), index % 86_400);
  return JSON.stringify(`${new Date(sinceMs).toISOString().slice(0, 19)}Z`);
}

export function listDeletedDevices(directory: Directory, request: GraphRequest): GraphAnswer {
  const { origin } = request.url;
  const options = readOptions(request.url, ["$top", "$select", "$skiptoken"], isEventual(request));
  const selected = readSelect(directory, options);
  const top = readTop(options);
  const token = options.get("$skiptoken");
  const place = deletedPlace.safeParse(
    token === undefined ? { deletedAfter: -1 } : directory.links.open("page-links", token, () => null),
  );
  if (!place.success) throw malformedToken();
  const { deletedAfter } = place.data;
  const left = directory.softDeleted().filter((index) => index > deletedAfter);
  const page = left.slice(0, top);
  const renderer = directory.renderer(selected);
  const items = page.map((index) => {
    const overlay = new Map([...(directory.overlay(index) ?? [])]);
    overlay.set("deletedDateTime", deletedDateText(directory, index));
    return renderer.render(index, overlay, "with-nulls");
  });
  const carried = ["$select", "$top"].flatMap((name) => {
    const value = options.get(name);
    return value === undefined ? [] : [writtenOption(name, value)];
  });
  const last = left.length > top ? page.at(-1) : undefined;
  const next = last === undefined ? null : directory.links.issue("page-links", { deletedAfter: last });
  const link =
    next === null
      ? {}
      : { "@odata.nextLink": `${origin}${path}?${[...carried, `$skiptoken=${next}`].join("&")}` };
  return pageAnswer({ origin, entitySet: "devices", selected, links: link, items });
}
