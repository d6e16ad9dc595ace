// Access for whoever may read the server's own data folder: the command line on the same machine needs no sign-in.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import type { Access, Principal } from "../core/access.ts";

const prefix = "rcl_";
const localPrincipal: Principal = {
  kind: "local",
  id: "local",
  name: "the server's own machine",
  role: "administrator",
  userId: null,
};

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

export interface LocalAccess extends Disposable {
  /** The same access, which also knows this start's token. */
  readonly access: Access;
  /** Says in the data folder where the server is, and with which token it lets the reader in. */
  announce(url: string): void;
}

/** The token is made anew at each start and ends with the process. */
export function openLocalAccess(access: Access, file: string): LocalAccess {
  const token = `${prefix}${randomBytes(32).toString("base64url")}`;
  const expected = digest(`Bearer ${token}`);
  return {
    access: {
      ...access,
      authenticate: async (credentials) => {
        const { authorization } = credentials;
        const isOurs =
          authorization?.startsWith(`Bearer ${prefix}`) === true &&
          timingSafeEqual(digest(authorization), expected);
        return isOurs ? localPrincipal : access.authenticate(credentials);
      },
    },
    announce: (url) => {
      rmSync(file, { force: true });
      writeFileSync(file, JSON.stringify({ url, token }), { mode: 0o600, flag: "wx" });
    },
    [Symbol.dispose]: () => rmSync(file, { force: true }),
  };
}
