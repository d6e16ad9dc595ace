// The fifth check: what comes when one device is asked for as a sync run does, and how many are there?

import type { Evidence } from "../../core/connection-test.ts";
import type { ListItem } from "../../core/connector.ts";
import type { GraphClient } from "../../graph/client.ts";
import { readCount } from "../../graph/count.ts";
import { ListPages } from "../../graph/list-pages.ts";
import { listItemOf } from "../device-record.ts";
import type { Check } from "./check.ts";

/** An empty page may lead on; a listing that shows nothing for so long is taken to show nothing. */
const maximumPages = 5;

const emptyAdvice =
  "The permission and its consent are fine. Are there devices in the Microsoft Entra admin center under Devices > All devices? If so, check that the tenant ID is the right directory. The first run is a full pull and takes time.";

async function firstDevice(
  client: GraphClient,
  selected: readonly string[],
  signal: AbortSignal,
): Promise<ListItem | null> {
  const path = `/v1.0/devices?$top=1&$select=${selected.join(",")}`;
  const pages = new ListPages(client, "test_data_fetch", path);
  let link: string | null = null;
  for (let page = 0; page < maximumPages; page += 1) {
    const { items, nextLink }: Awaited<ReturnType<ListPages["read"]>> = await pages.read(link, signal);
    if (items.length > 0) return listItemOf(items[0]);
    if (nextLink === null) return null;
    link = nextLink;
  }
  return null;
}

function describe(item: ListItem): readonly Evidence[] {
  if (item.kind === "unreadable") return [{ label: "Device", value: item.rejection.message }];
  const { displayName } = item.record;
  const name = typeof displayName === "string" && displayName.trim() !== "" ? displayName : "without a name";
  return [
    { label: "Device", value: name },
    { label: "Device's id", value: item.externalId },
  ];
}

/** `selected`: what a sync run asks of each device. */
export function dataFetchCheck(client: () => GraphClient, selected: readonly string[]): Check {
  return async (evidence, signal) => {
    const item = await firstDevice(client(), selected, signal);
    if (item !== null) evidence.push(...describe(item));
    const count = await readCount(client(), "test_count", "/v1.0/devices/$count", signal);
    evidence.push({ label: "Devices in the tenant", value: String(count) });
    if (item !== null) return { summary: `A device came, and the tenant counts ${count}.` };
    if (count === 0) return { summary: "The tenant shows no devices.", advice: emptyAdvice };
    const advice = `Microsoft counts ${count} devices and lists none; its count may lag behind. ${emptyAdvice}`;
    return { summary: `The tenant's list shows no device, and its count says ${count}.`, advice };
  };
}
