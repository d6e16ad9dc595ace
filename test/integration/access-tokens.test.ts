// API tokens and the audit log on real databases.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Access, AuditEntry, Principal, Role } from "../../src/core/access.ts";
import {
  type AccessUnderTest,
  begin,
  codeOf,
  cookieOf,
  local,
  plantedPassword,
  setUpAccess,
  whole,
} from "../support/access.ts";
import { type AccessDatabases, dialectUnderTest, startAccessDatabases } from "../support/access-database.ts";

let databases: AccessDatabases;
beforeAll(async () => {
  databases = startAccessDatabases();
}, 120_000);
afterAll(() => databases.stop());

const hourMs = 3_600_000;

describe.each([dialectUnderTest()])("tokens and audit on %s", (_dialect) => {
  let under: AccessUnderTest;
  let access: Access;
  let root: Principal;
  beforeEach(async () => {
    under = setUpAccess(await databases.open());
    access = under.access;
    root = (await begin(access)).principal;
  });

  const whoHas = (value: string, scheme = "Bearer") =>
    access.authenticate({ authorization: `${scheme} ${value}`, cookie: undefined });
  const make = (by: Principal, role: Role, name = "inventory export") =>
    access.createToken(by, { name, role, expiresAt: under.clock.at + hourMs });
  const userWith = async (role: Role): Promise<Principal> => {
    const { id, email } = await access.createUser({
      email: "bob@contoso.example",
      name: "Bob",
      role,
      password: plantedPassword,
    });
    return { kind: "user", id, name: email, role, userId: id };
  };

  test("[AC7] a token's value is shown once, and only its hash is stored", async () => {
    const { token, value } = await make(root, "operator");
    expect(value).toMatch(/^rct_[\w-]{43}$/);
    const { at } = under.clock;
    const rest = { id: token.id, createdAt: at, expiresAt: at + hourMs, lastUsedAt: null, userId: root.id };
    expect(token).toEqual({ ...rest, name: "inventory export", role: "operator" });
    expect(await whoHas(value)).toEqual({
      kind: "token",
      id: token.id,
      name: "inventory export",
      role: "operator",
      userId: root.id,
    });
    expect(await whoHas(value, "bearer")).toMatchObject({ id: token.id });
    const stored = JSON.stringify(await under.db.selectFrom("api_token").selectAll().execute());
    expect(stored).not.toContain(value.slice(4));
  });

  test("[AC7] a token that is unknown, no token, expired or removed is refused", async () => {
    const { token, value } = await make(root, "viewer");
    for (const none of [`rct_${"A".repeat(43)}`, value.slice(0, -1), `${value}x`, "", "x y"])
      expect(await codeOf(whoHas(none))).toBe("access.token_unknown");
    expect(await codeOf(whoHas(value, "Basic"))).toBe("access.token_unknown");
    under.clock.at += hourMs - 1;
    expect((await whoHas(value))?.id).toBe(token.id);
    under.clock.at += 1;
    expect(await codeOf(whoHas(value))).toBe("access.token_expired");
    await access.removeToken(token.id);
    expect(await codeOf(whoHas(value))).toBe("access.token_unknown");
    expect(await codeOf(access.removeToken(token.id))).toBe("access.token_not_found");
  });

  test("[AC7] a request that shows a token is the token's, whatever session comes with it", async () => {
    const { value } = await make(root, "viewer");
    const cookie = cookieOf((await access.signIn(root.name, plantedPassword)).setCookies);
    expect((await access.authenticate({ authorization: `Bearer ${value}`, cookie }))?.kind).toBe("token");
    const both = access.authenticate({ authorization: "Bearer rct_x", cookie });
    expect(await codeOf(both)).toBe("access.token_unknown");
  });

  test("[AC8] a token never does more than its user may now, and ends with the user", async () => {
    const bob = await userWith("operator");
    const { value } = await make(bob, "operator");
    expect((await whoHas(value))?.role).toBe("operator");
    await access.changeUser(bob.id, { role: "viewer" });
    expect((await whoHas(value))?.role).toBe("viewer");
    await access.changeUser(bob.id, { role: "administrator" });
    expect((await whoHas(value))?.role).toBe("operator");
    await access.removeUser(bob.id);
    expect(await codeOf(whoHas(value))).toBe("access.token_unknown");
    expect((await access.listTokens(whole)).items).toEqual([]);
    expect(await codeOf(make(bob, "operator"))).toBe("access.user_not_found");
  });

  test("[AC8] nobody makes a token that does more, or lasts longer, than what makes it; one of the machine has no user", async () => {
    const bob = await userWith("operator");
    expect(await codeOf(make(bob, "administrator"))).toBe("access.role_too_high");
    const past = access.createToken(bob, { name: "past", role: "viewer", expiresAt: under.clock.at });
    expect(await codeOf(past)).toBe("access.expiry_invalid");
    const { value, token } = await make(bob, "operator");
    const maker = (await whoHas(value)) ?? local;
    expect(await codeOf(make(maker, "administrator"))).toBe("access.role_too_high");
    const longer = { name: "longer", role: "viewer", expiresAt: token.expiresAt + 1 } as const;
    expect(await codeOf(access.createToken(maker, longer))).toBe("access.expiry_invalid");
    expect((await make(maker, "viewer")).token.userId).toBe(bob.id);
    await access.removeToken(token.id);
    expect(await codeOf(make(maker, "viewer"))).toBe("access.token_unknown");
    const own = await make(local, "administrator");
    expect(own.token.userId).toBeNull();
    expect((await whoHas(own.value))?.role).toBe("administrator");
  });

  test("[AC9] the last use is written at most once a minute, and tokens are listed the newest first", async () => {
    const first = await make(root, "viewer", "first");
    under.clock.at += 1;
    const second = await make(root, "viewer", "second");
    const lastUse = async () =>
      (await access.listTokens(whole)).items.find((token) => token.id === first.token.id)?.lastUsedAt;
    const usedAt = under.clock.at;
    await whoHas(first.value);
    expect(await lastUse()).toBe(usedAt);
    under.clock.at = usedAt + 59_999;
    await whoHas(first.value);
    expect(await lastUse()).toBe(usedAt);
    under.clock.at = usedAt + 60_000;
    await whoHas(first.value);
    expect(await lastUse()).toBe(usedAt + 60_000);
    const page = await access.listTokens({ after: null, limit: 1 });
    expect(page.items.map((token) => token.id)).toEqual([second.token.id]);
    const rest = await access.listTokens({ after: page.next, limit: 1 });
    expect(rest.items.map((token) => token.id)).toEqual([first.token.id]);
    expect(rest.next).toBeNull();
    expect(await codeOf(access.listTokens({ after: "no cursor", limit: 1 }))).toBe("request.cursor_invalid");
  });

  test("[AC13] the audit log tells who did what, the newest first, by page, by action and by principal", async () => {
    const entry = (number: number, action: string, id: string): Omit<AuditEntry, "id"> => ({
      at: 1_800_000_000_000 + number,
      principal: { kind: "user", id, name: `${id}@contoso.example` },
      action,
      target: number === 2 ? null : `connection/${number}`,
      details: { number, ok: true, why: "it was asked for", none: null },
    });
    const entries = [
      entry(1, "connection.created", "ada"),
      entry(2, "session.refused", "bob"),
      entry(3, "connection.created", "bob"),
    ];
    for (const each of entries) await access.addAudit(each);
    const read = async (filter: { action?: string; principalId?: string }) =>
      (await access.readAudit(whole, filter)).items.map(({ id: _, ...rest }) => rest);
    expect(await read({})).toEqual([entries[2], entries[1], entries[0]]);
    expect(await read({ action: "connection.created" })).toEqual([entries[2], entries[0]]);
    expect(await read({ action: "connection.created", principalId: "ada" })).toEqual([entries[0]]);
    expect(await read({ action: "' or 1=1 --" })).toEqual([]);
    const first = await access.readAudit({ after: null, limit: 2 }, {});
    expect(first.items).toHaveLength(2);
    const second = await access.readAudit({ after: first.next, limit: 2 }, {});
    expect(second.items).toHaveLength(1);
    expect(second.next).toBeNull();
    expect(await codeOf(access.readAudit({ after: "1; drop", limit: 2 }, {}))).toBe("request.cursor_invalid");
  });
});
