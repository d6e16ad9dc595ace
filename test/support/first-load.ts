// What a browser that has nothing of the console yet is sent before a page is there.

import type { Page } from "playwright-core";

export interface FirstLoad {
  /** Bytes on the wire, headers and all. */
  readonly scriptBytes: number;
  readonly styleBytes: number;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/** `arrive` goes to the page and waits until it is there. */
export async function measureFirstLoad(page: Page, arrive: () => Promise<void>): Promise<FirstLoad> {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  const pending = new Map<string, string>();
  const files: { name: string; bytes: number }[] = [];
  let tellDone = (): void => undefined;
  client.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const name = new URL(request.url).pathname;
    if (name.startsWith("/files/")) pending.set(requestId, name);
  });
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const name = pending.get(requestId);
    if (name === undefined) return;
    files.push({ name, bytes: encodedDataLength });
    pending.delete(requestId);
    if (pending.size === 0) tellDone();
  });
  await arrive();
  // What is still on its way was asked for, too.
  if (pending.size > 0)
    await new Promise<void>((resolve) => {
      tellDone = resolve;
    });
  await client.detach();
  const sumOf = (ending: string): number =>
    files.filter(({ name }) => name.endsWith(ending)).reduce((sum, { bytes }) => sum + bytes, 0);
  return { scriptBytes: sumOf(".js"), styleBytes: sumOf(".css"), files };
}
