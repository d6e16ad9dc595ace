// The delta pull: only what changed since the last completed run. It knows nothing of devices that it does not name.

import { afterDeltaPullPage, type Confirming, type Following } from "../core/checkpoint.ts";
import { applyDeltaPage } from "./apply-page.ts";
import type { Session } from "./session.ts";

export async function followDeltaLink(session: Session, start: Following): Promise<Confirming> {
  let checkpoint = start;
  for (;;) {
    const page = await session.source.readDeltaPage(checkpoint.next, session.signal);
    const next = afterDeltaPullPage(checkpoint, page.end);
    await applyDeltaPage(session, page, next, "partial");
    if (next.phase === "confirming") return next;
    checkpoint = next;
  }
}
