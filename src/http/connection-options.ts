// What the routes of connections and runs work with.

import type { IncomingHttpHeaders } from "node:http";
import { type Access, includesRole, type Role } from "../core/access.ts";
import type { Clock } from "../core/clock.ts";
import type { Cloud, Connection } from "../core/connection.ts";
import type { Connector } from "../core/connector.ts";
import { FieldError } from "../core/error.ts";
import type { LiveFeed } from "../core/live-event.ts";
import type { RunQueue } from "../core/run-queue.ts";
import type { Storage } from "../core/storage.ts";
import type { EventStreams } from "./events.ts";

export interface ConnectionOptions {
  readonly access: Access;
  readonly streams: EventStreams;
  readonly storage: Storage;
  readonly queue: RunQueue;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  readonly connectors: readonly Connector[];
  /** The connector's own clouds, and those that the operator allows. */
  readonly clouds: readonly Cloud[];
  /** A schedule was made, changed, paused or resumed. */
  readonly onPlanChanged: () => void;
  /** A connection was removed, and its assets are to be seen to. */
  readonly onRemoval: () => void;
  /** A task was made, and is to be done. */
  readonly onTask: () => void;
}

/** Throws `connector.not_found`. */
export function findConnector({ connectors }: ConnectionOptions, id: Connection["connectorId"]): Connector {
  const connector = connectors.find((one) => one.id === id);
  if (connector !== undefined) return connector;
  throw new FieldError("connector.not_found", "connectorId", "There is no such connector.");
}

/** The connector of what is stored: this release knows it, or the store is not of this release. */
export function connectorOf(
  { connectors }: Pick<ConnectionOptions, "connectors">,
  id: Connection["connectorId"] | undefined,
): Connector {
  const connector = connectors.find((one) => one.id === id);
  if (connector === undefined) throw new TypeError(`There is no connector ${id} in this release.`);
  return connector;
}

/** Whether the credentials with which a stream was opened are still good for it; asked again and again while it is open. */
export function stillAllows(
  access: Access,
  headers: IncomingHttpHeaders,
  role: Role,
): () => Promise<boolean> {
  const { authorization, cookie } = headers;
  return async () => {
    const principal = await access.authenticate({ authorization, cookie });
    return principal !== null && includesRole(principal.role, role);
  };
}
