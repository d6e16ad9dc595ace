// The second secret of a connection: stored while the one in use goes on working, let take over, or forgotten.

import type { z } from "zod";
import type { ConnectionView, nextSecretBody } from "../../../src/contract/connection.ts";
import { sendVersioned, type Versioned } from "./client.ts";

type NextSecret = z.infer<typeof nextSecretBody>;

const pathOf = (id: number): string => `/connections/${id}/next-secret`;

/** Throws as `ask` does. Replaces a second secret that waits already. */
export const storeNextSecret = (id: number, secret: NextSecret): Promise<Versioned<ConnectionView>> =>
  sendVersioned("PUT", pathOf(id), { body: secret });

/** Throws as `ask` does; `connection.not_tested` where it has not just passed the connection test. */
export const takeOverNextSecret = (id: number): Promise<Versioned<ConnectionView>> =>
  sendVersioned("POST", `${pathOf(id)}/takeover`);

/** Throws as `ask` does. */
export const dropNextSecret = (id: number): Promise<Versioned<ConnectionView>> =>
  sendVersioned("DELETE", pathOf(id));
