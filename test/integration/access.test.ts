// Users, sessions and the one-time link on real databases: every method of the port, and every refusal.

import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createAccess } from "../../src/access/create-access.ts";
import type { Access } from "../../src/core/access.ts";
import {
  type AccessUnderTest,
  begin,
  codeOf,
  cookieOf,
  nobody,
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

const bob = {
  email: "Bob@Contoso.example",
  name: "Bob",
  role: "operator",
  password: plantedPassword,
} as const;

/** The database refuses to delete a session. */
const keepSessions = {
  sqlite: ["create trigger kept before delete on session begin select raise(abort, 'kept'); end"],
  postgres: [
    "create function keep() returns trigger language plpgsql as $$ begin raise exception 'kept'; end $$",
    "create trigger kept before delete on session for each row execute function keep()",
  ],
} as const;

describe.each([dialectUnderTest()])("access on %s", (dialect) => {
  let under: AccessUnderTest;
  let access: Access;
  const console_ = [vi.spyOn(console, "log"), vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
  beforeEach(async () => {
    for (const spy of console_) spy.mockClear();
    under = setUpAccess(await databases.open());
    access = under.access;
  });
  afterEach(() => {
    vi.useRealTimers();
    for (const spy of console_) expect(spy).not.toHaveBeenCalled();
  });

  const cookieFor = async (email: string): Promise<string> =>
    cookieOf((await access.signIn(email, plantedPassword)).setCookies);
  const whoHas = (cookie: string) => access.authenticate({ ...nobody, cookie });

  test("[AC1] the one-time link makes the first administrator, who is signed in, and is then worth nothing", async () => {
    expect(await access.hasUsers()).toBe(false);
    const link = (await access.firstLinkToken()) ?? "";
    const root = { email: "Root@Contoso.example", name: "Root", password: plantedPassword };
    const granted = await access.createFirstAdministrator(link, root);
    expect(granted.principal).toMatchObject({
      kind: "user",
      name: "root@contoso.example",
      role: "administrator",
    });
    expect(await whoHas(cookieOf(granted.setCookies))).toEqual(granted.principal);
    expect(await access.hasUsers()).toBe(true);
    expect(await access.firstLinkToken()).toBeNull();
    expect(await codeOf(access.createFirstAdministrator(link, root))).toBe("access.link_invalid");
  });

  test("[AC1] a start makes a new link, which ends the one before; only its hash is kept", async () => {
    const root = { email: "root@contoso.example", name: "Root", password: plantedPassword };
    const first = (await access.firstLinkToken()) ?? "";
    const second = (await under.restart().firstLinkToken()) ?? "";
    expect(second).not.toBe(first);
    expect(await codeOf(access.createFirstAdministrator(first, root))).toBe("access.link_invalid");
    expect(await codeOf(access.createFirstAdministrator("", root))).toBe("access.link_invalid");
    expect(JSON.stringify(await under.db.selectFrom("first_link").selectAll().execute())).not.toContain(
      second,
    );
    const weak = access.createFirstAdministrator(second, { ...root, password: "short" });
    expect(await codeOf(weak)).toBe("access.password_weak");
    const nameless = access.createFirstAdministrator(second, { ...root, email: "root" });
    expect(await codeOf(nameless)).toBe("access.email_invalid");
    expect((await access.createFirstAdministrator(second, root)).principal.role).toBe("administrator");
  });

  test("[AC1] of several uses of the link at once, one makes an administrator", async () => {
    const link = (await access.firstLinkToken()) ?? "";
    const uses = [1, 2, 3, 4].map((number) =>
      under.restart().createFirstAdministrator(link, {
        email: `root${number}@contoso.example`,
        name: "Root",
        password: plantedPassword,
      }),
    );
    const ends = await Promise.allSettled(uses);
    expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(1);
    for (const end of ends)
      if (end.status === "rejected") expect(end.reason.code).toBe("access.link_invalid");
    expect((await access.listUsers(whole)).items).toHaveLength(1);
  });

  test("[AC2] an unknown address is refused as a wrong password is, after as much work", async () => {
    await begin(access);
    const work = async (email: string): Promise<number> => {
      const before = process.cpuUsage();
      const codes: unknown[] = [];
      for (const password of ["planted-guess-1", "planted-guess-2", "planted-guess-3"])
        codes.push(await codeOf(access.signIn(email, password)));
      expect(new Set(codes)).toEqual(new Set(["access.sign_in_refused"]));
      return process.cpuUsage(before).user;
    };
    const wrong = await work("root@contoso.example");
    expect(await work("nobody@contoso.example")).toBeGreaterThan(wrong / 3);
    expect(await codeOf(access.signIn("root@contoso.example", "planted".repeat(40)))).toBe(
      "access.sign_in_refused",
    );
    expect(await codeOf(access.signIn("no address", plantedPassword))).toBe("access.sign_in_refused");
  });

  test("[AC3] the session's cookie is kept from scripts and other sites, and goes over https alone where users do", async () => {
    const { setCookies } = await begin(access);
    expect(setCookies).toHaveLength(1);
    expect(setCookies[0]).toMatch(
      /^rollcall\.session_token=[^;]+; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const secure = under.restart({ baseUrl: "https://rollcall.example" });
    const [cookie] = (await secure.signIn(" ROOT@contoso.example ", plantedPassword)).setCookies;
    expect(cookie).toMatch(/^__Secure-rollcall\.session_token=.*; HttpOnly; Secure; SameSite=Lax$/);
  });

  test("[AC3] a session lasts while it is used, and ends when it was not for 7 days", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_800_000_000_000 });
    await begin(access);
    const cookie = await cookieFor("root@contoso.example");
    const dayMs = 86_400_000;
    for (const day of [6, 12, 18]) {
      vi.setSystemTime(1_800_000_000_000 + day * dayMs);
      expect((await whoHas(cookie))?.name).toBe("root@contoso.example");
    }
    vi.setSystemTime(1_800_000_000_000 + 25 * dayMs + 1);
    expect(await codeOf(whoHas(cookie))).toBe("access.session_unknown");
    vi.setSystemTime(1_800_000_000_000);
    expect(await codeOf(whoHas(cookie))).toBe("access.session_unknown");
    await cookieFor("root@contoso.example");
    vi.setSystemTime(1_800_000_000_000 + 8 * dayMs);
    await cookieFor("root@contoso.example");
    expect(await under.db.selectFrom("session").select("id").execute()).toHaveLength(1);
  });

  test("[AC3] signing out ends the session; a cookie that is none, forged or cut is no session", async () => {
    await begin(access);
    const cookie = await cookieFor("root@contoso.example");
    const { setCookies } = await access.signOut(`theme=dark; ${cookie}`);
    expect(setCookies.join("\n")).toMatch(/rollcall\.session_token=; Max-Age=0/);
    expect(await codeOf(whoHas(cookie))).toBe("access.session_unknown");
    for (const forged of ["x", "x.y", "%E0%A4%A", "", `${cookie.split("=")[1]?.slice(0, -6)}aaaaa%3D`])
      expect(await codeOf(whoHas(`rollcall.session_token=${forged}`))).toBe("access.session_unknown");
    expect(await whoHas("theme=dark")).toBeNull();
    expect(await access.authenticate(nobody)).toBeNull();
    await access.signOut(undefined);
    await access.signOut(cookie);
  });

  test("[AC4] users are made with an address and a password that hold, each address once", async () => {
    const { principal } = await begin(access);
    under.clock.at += 1000;
    const made = await access.createUser(bob);
    const { password: _, ...rest } = bob;
    expect(made).toEqual({
      ...rest,
      id: made.id,
      email: "bob@contoso.example",
      createdAt: under.clock.at,
      signIn: "password",
    });
    expect(await access.readUser(made.id)).toEqual(made);
    expect((await access.listUsers(whole)).items.map((user) => user.id)).toEqual([made.id, principal.id]);
    expect(await codeOf(access.createUser({ ...bob, email: "BOB@contoso.example" }))).toBe(
      "access.email_taken",
    );
    expect(await codeOf(access.createUser({ ...bob, email: "bob" }))).toBe("access.email_invalid");
    for (const password of ["planted-pwd", "p".repeat(129), "bob2@contoso.example"])
      expect(await codeOf(access.createUser({ ...bob, email: "bob2@contoso.example", password }))).toBe(
        "access.password_weak",
      );
    expect(await codeOf(access.readUser("nobody"))).toBe("access.user_not_found");
  });

  test("[AC4] users are listed page by page, the newest first, those of one time as well", async () => {
    await begin(access);
    for (const number of [1, 2, 3, 4]) {
      under.clock.at += number % 2;
      await access.createUser({ ...bob, email: `user${number}@contoso.example` });
    }
    const all = (await access.listUsers(whole)).items.map((user) => user.id);
    const paged: string[] = [];
    for (let after: string | null = null, page = 0; page < 3; page += 1) {
      const { items, next } = await access.listUsers({ after, limit: 2 });
      paged.push(...items.map((user) => user.id));
      after = next;
      expect(next === null).toBe(page === 2);
    }
    expect(paged).toEqual(all);
    expect(new Set(paged).size).toBe(5);
    expect(await codeOf(access.listUsers({ after: "x", limit: 2 }))).toBe("request.cursor_invalid");
  });

  test("[AC5] the last administrator is neither removed nor given another role, also by two at once", async () => {
    const { principal: root } = await begin(access);
    expect(await codeOf(access.removeUser(root.id))).toBe("access.last_administrator");
    expect(await codeOf(access.changeUser(root.id, { role: "operator" }))).toBe("access.last_administrator");
    expect((await access.changeUser(root.id, { role: "administrator", name: "Rooted" })).name).toBe("Rooted");
    const second = await access.createUser({ ...bob, role: "administrator" });
    const ends = await Promise.allSettled([
      access.changeUser(root.id, { role: "viewer" }),
      under.restart().removeUser(second.id),
      under.restart().changeUser(second.id, { role: "viewer" }),
    ]);
    expect(ends.some((end) => end.status === "rejected")).toBe(true);
    const left = (await access.listUsers(whole)).items.filter((user) => user.role === "administrator");
    expect(left).toHaveLength(1);
  });

  test("[WB8] whoever says the password that they have gets another; all sessions end and one begins", async () => {
    const { principal, setCookies } = await begin(access);
    const other = await cookieFor("root@contoso.example");
    const change = (current: string, password: string) =>
      access.changeOwnPassword(principal.id, { current, password });
    expect(await codeOf(change("planted-guess", "planted-password-2"))).toBe("access.password_wrong");
    expect(await codeOf(change(plantedPassword, "planted"))).toBe("access.password_weak");
    expect(await whoHas(other)).toEqual(principal);
    const granted = await change(plantedPassword, "planted-password-2");
    expect(await whoHas(cookieOf(granted.setCookies))).toEqual(principal);
    for (const ended of [other, cookieOf(setCookies)])
      expect(await codeOf(whoHas(ended))).toBe("access.session_unknown");
    expect(await codeOf(access.signIn("root@contoso.example", plantedPassword))).toBe(
      "access.sign_in_refused",
    );
    await access.signIn("root@contoso.example", "planted-password-2");
    const nobodys = access.changeOwnPassword("no-such-id", { current: plantedPassword, password: "planted" });
    expect(await codeOf(nobodys)).toBe("access.user_not_found");
  });

  test("[AC6] a new role or password ends the user's sessions, a new name does not; the old password is no use", async () => {
    await begin(access);
    const { id } = await access.createUser(bob);
    const cookie = await cookieFor(bob.email);
    expect((await access.changeUser(id, { name: "Robert", role: "operator" })).name).toBe("Robert");
    expect((await whoHas(cookie))?.role).toBe("operator");
    expect((await access.changeUser(id, { role: "viewer" })).role).toBe("viewer");
    expect(await codeOf(whoHas(cookie))).toBe("access.session_unknown");
    const again = await cookieFor(bob.email);
    expect(await codeOf(access.changeUser(id, { password: "short" }))).toBe("access.password_weak");
    expect((await whoHas(again))?.role).toBe("viewer");
    await access.changeUser(id, { password: "planted-password-2" });
    expect(await codeOf(whoHas(again))).toBe("access.session_unknown");
    expect(await codeOf(access.signIn(bob.email, plantedPassword))).toBe("access.sign_in_refused");
    expect((await access.signIn(bob.email, "planted-password-2")).principal.id).toBe(id);
    expect(await codeOf(access.changeUser("nobody", { name: "x" }))).toBe("access.user_not_found");
  });

  test("[AC6] removing a user ends their sessions, and nobody signs in as them", async () => {
    await begin(access);
    const { id } = await access.createUser(bob);
    const cookie = await cookieFor(bob.email);
    await access.removeUser(id);
    expect(await codeOf(whoHas(cookie))).toBe("access.session_unknown");
    expect(await codeOf(access.signIn(bob.email, plantedPassword))).toBe("access.sign_in_refused");
    expect(await codeOf(access.removeUser(id))).toBe("access.user_not_found");
    expect((await access.createUser(bob)).id).not.toBe(id);
  });

  test("[AC17] a database that fails is told as a failure, not as a refusal, a sign-out or nobody", async () => {
    await begin(access);
    const cookie = await cookieFor("root@contoso.example");
    await under.db.schema.alterTable("session").renameTo("lost").execute();
    const failures = [
      () => whoHas(cookie),
      () => access.signIn("root@contoso.example", plantedPassword),
      () => access.signOut(cookie),
    ];
    for (const failure of failures) expect(String(await codeOf(failure()))).not.toMatch(/^access\./);
    await under.db.schema.alterTable("user_account").renameTo("gone").execute();
    const signingIn = access.signIn("root@contoso.example", plantedPassword);
    expect(String(await codeOf(signingIn))).not.toMatch(/^access\./);
  });

  test("[AC17] a session that cannot be ended is not said to be", async () => {
    await begin(access);
    const cookie = await cookieFor("root@contoso.example");
    for (const statement of keepSessions[dialect]) await sql.raw(statement).execute(under.db);
    await expect(access.signOut(cookie)).rejects.toThrow("kept");
    expect((await whoHas(cookie))?.role).toBe("administrator");
  });

  test("[AC14] a session secret that is too short is refused without being shown", async () => {
    const make = async () =>
      createAccess({ ...under, sessionSecret: "planted", baseUrl: "http://127.0.0.1", oidc: null });
    expect(await codeOf(make())).toBe("access.secret_weak");
  });
});
