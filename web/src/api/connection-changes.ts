// Changes of what a person entered of a connection.

import type { ConnectionChangeBody, ConnectionView } from "../../../src/contract/connection.ts";
import { sendVersioned, type Versioned } from "./client.ts";

/** Only what is given is changed. Throws as `ask` does; 412 where the connection is not of that version any more. */
export const changeConnection = (
  id: number,
  etag: string,
  change: ConnectionChangeBody,
): Promise<Versioned<ConnectionView>> =>
  sendVersioned("PATCH", `/connections/${id}`, { body: change, ifMatch: etag });
