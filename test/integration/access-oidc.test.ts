// Sign-in through an OpenID Connect issuer, against a real one on loopback that also tells lies.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OidcOptions } from "../../src/access/oidc-profile.ts";
import { type Access, oidcCallbackPath } from "../../src/core/access.ts";
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
import { honest, type OidcProvider, startOidcProvider } from "../support/oidc-provider.ts";

let databases: AccessDatabases;
let provider: OidcProvider;
beforeAll(async () => {
  [databases, provider] = [startAccessDatabases(), await startOidcProvider()];
}, 120_000);
afterAll(() => Promise.all([databases.stop(), provider.stop()]));

describe.each([dialectUnderTest()])("OpenID Connect on %s", (_dialect) => {
  let under: AccessUnderTest;
  let access: Access;
  const console_ = [vi.spyOn(console, "log"), vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
  const options = (change: Partial<OidcOptions> = {}): OidcOptions => {
    const { issuer, clientId, clientSecret } = provider;
    return { issuer, clientId, clientSecret, defaultRole: "viewer", ...change };
  };
  beforeEach(async () => {
    for (const spy of console_) spy.mockClear();
    Object.assign(provider.answers, honest());
    under = setUpAccess(await databases.open(), options());
    access = under.access;
    await begin(access);
  });
  afterEach(() => {
    for (const spy of console_) expect(spy).not.toHaveBeenCalled();
  });

  const enter = async (by: Access = access, change = (url: string): string => url) => {
    const { redirectTo, setCookies } = await by.beginOidc();
    const back = await provider.authorize(redirectTo);
    return by.finishOidc(change(back), cookieOf(setCookies));
  };
  const says = (claims: Record<string, unknown>): void => {
    provider.answers.claims = { ...honest().claims, ...claims };
  };
  const emails = async () => (await access.listUsers(whole)).items.map((user) => user.email);

  test("[AC10] the browser is sent to the issuer with state, nonce and a challenge, and back to this server", async () => {
    expect(access.hasOidc).toBe(true);
    const { redirectTo, setCookies } = await access.beginOidc();
    const url = new URL(redirectTo);
    expect(`${url.origin}${url.pathname}`).toBe(`${provider.issuer}/authorize`);
    const query = Object.fromEntries(url.searchParams);
    expect(query).toMatchObject({
      response_type: "code",
      client_id: provider.clientId,
      redirect_uri: `http://127.0.0.1:8080${oidcCallbackPath}`,
      scope: "openid profile email",
      code_challenge_method: "S256",
    });
    for (const name of ["state", "nonce", "code_challenge"]) expect(query[name]?.length).toBeGreaterThan(20);
    expect(setCookies.join("\n")).toMatch(/^rollcall\.state=[^\n]*; HttpOnly; SameSite=Lax$/);
    expect(redirectTo).not.toContain(provider.clientSecret);
  });

  test("[AC10] whom the issuer brings for the first time gets the configured role, and is the same user from then on", async () => {
    const { principal, setCookies } = await enter();
    expect(principal).toMatchObject({ kind: "user", name: "ada@contoso.example", role: "viewer" });
    expect(await access.authenticate({ ...nobody, cookie: cookieOf(setCookies) })).toEqual(principal);
    expect(await access.readUser(principal.id)).toMatchObject({
      name: "Ada",
      signIn: "oidc",
      role: "viewer",
    });
    await access.changeUser(principal.id, { role: "operator" });
    says({ email: "ada.lovelace@contoso.example" });
    expect((await enter()).principal).toEqual({ ...principal, role: "operator" });
    expect(await codeOf(access.signIn("ada@contoso.example", plantedPassword))).toBe(
      "access.sign_in_refused",
    );
    const password = access.changeUser(principal.id, { password: plantedPassword });
    expect(await codeOf(password)).toBe("access.password_not_used");
    const own = access.changeOwnPassword(principal.id, { current: "planted", password: plantedPassword });
    expect(await codeOf(own)).toBe("access.password_not_used");
  });

  test("[AC10] a verified address that is named as an administrator's makes one, an unverified one does not", async () => {
    const named = under.restart({
      oidc: options({ adminEmails: ["Ada@contoso.example", "eve@contoso.example"] }),
    });
    expect((await enter(named)).principal.role).toBe("administrator");
    says({ sub: "subject-2", email: "eve@contoso.example", email_verified: false });
    expect((await enter(named)).principal.role).toBe("viewer");
  });

  test("[AC11] an answer with another state, of another browser, or shown twice is refused", async () => {
    const other = await access.beginOidc();
    const failed = (work: Promise<unknown>) => expect(codeOf(work)).resolves.toBe("access.oidc_failed");
    await failed(enter(access, (url) => url.replace(/state=[^&]*/, "state=planted-state")));
    await failed(enter(access, (url) => url.replace(/&?state=[^&]*/, "")));
    await failed(enter(access, (url) => url.replace(/code=[^&]*/, "code=planted-code")));
    await failed(
      enter(access, (url) => url.replace(/code=[^&]*/, "error=access_denied&error_description=planted")),
    );
    const { redirectTo, setCookies } = await access.beginOidc();
    const back = await provider.authorize(redirectTo);
    await failed(access.finishOidc(back, undefined));
    await failed(access.finishOidc(back, cookieOf(other.setCookies)));
    await access.finishOidc(back, cookieOf(setCookies));
    await failed(access.finishOidc(back, cookieOf(setCookies)));
  });

  test("[AC11] an id token that is not the issuer's, not for us, not for this sign-in, old or missing is refused", async () => {
    const lies: readonly (() => void)[] = [
      () => says({ nonce: "another" }),
      () => says({ aud: "another-client" }),
      () => says({ iss: "https://another.example" }),
      () => says({ exp: 1_600_000_000 }),
      () => says({ email: undefined }),
      () => says({ email: "no address" }),
      () => says({ sub: undefined }),
      () => Object.assign(provider.answers, { foreignKey: true }),
      () => Object.assign(provider.answers, { withoutIdToken: true }),
      () => Object.assign(provider.answers, { tokenStatus: 500 }),
    ];
    for (const lie of lies) {
      Object.assign(provider.answers, honest());
      lie();
      expect([lie.toString(), await codeOf(enter())]).toEqual([lie.toString(), "access.oidc_failed"]);
    }
    expect(await emails()).toEqual(["root@contoso.example"]);
  });

  test("[AC11] an issuer that is down, is another, or is reached in clear is told, and passwords go on", async () => {
    const gone = await startOidcProvider();
    const away = under.restart({ oidc: options({ issuer: gone.issuer }) });
    await gone.stop();
    expect(await codeOf(away.beginOidc())).toBe("access.oidc_failed");
    expect((await away.signIn("root@contoso.example", plantedPassword)).principal.role).toBe("administrator");
    const clear = under.restart({ oidc: options({ issuer: "http://issuer.example" }) });
    expect(await codeOf(clear.beginOidc())).toBe("access.oidc_failed");
    const lost = under.restart({ oidc: options({ issuer: `${provider.issuer}/lost` }) });
    expect(await codeOf(lost.beginOidc())).toBe("access.oidc_failed");
    const second = under.restart();
    provider.answers.namedIssuer = "https://another.example";
    expect(await codeOf(second.beginOidc())).toBe("access.oidc_failed");
    provider.answers.namedIssuer = null;
    expect((await enter(second)).principal.name).toBe("ada@contoso.example");
  });

  test("[AC11] an issuer that does not answer is not waited for for ever", async () => {
    const second = under.restart();
    const hung = async (path: string, work: () => Promise<unknown>) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      provider.answers.hang = { path, reached: resolve };
      const code = codeOf(work());
      await promise;
      vi.advanceTimersByTime(20_000);
      expect(await code).toBe("access.oidc_failed");
    };
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await hung("/token", () => enter());
      await hung("/.well-known/openid-configuration", () => second.beginOidc());
    } finally {
      vi.useRealTimers();
    }
  });

  test("[AC12] the address of a user is taken over only where the issuer has verified it", async () => {
    says({ email: "root@contoso.example", email_verified: false });
    expect(await codeOf(enter())).toBe("access.sign_in_refused");
    says({ email: undefined, preferred_username: "root@contoso.example" });
    expect(await codeOf(enter())).toBe("access.sign_in_refused");
    says({ email: "Root@contoso.example", email_verified: undefined, xms_edov: true });
    const { principal } = await enter();
    expect(principal).toMatchObject({ name: "root@contoso.example", role: "administrator" });
    expect(await emails()).toEqual(["root@contoso.example"]);
    expect((await access.signIn("root@contoso.example", plantedPassword)).principal).toEqual(principal);
  });

  test("[AC12] whoever came first with an unverified address does not become the one who has it verified", async () => {
    says({ sub: "squatter", email_verified: false });
    await enter();
    says({ sub: "owner" });
    expect(await codeOf(enter())).toBe("access.sign_in_refused");
  });

  test("[AC12] where domains are set, only verified addresses of these enter, each time", async () => {
    const bounded = under.restart({ oidc: options({ allowedDomains: ["Contoso.example"] }) });
    const { principal } = await enter(bounded);
    for (const [email, email_verified] of [
      ["ada@evil.example", true],
      ["ada@sub.contoso.example", true],
      ["ada@contoso.example", false],
    ]) {
      for (const sub of ["subject-1", "subject-9"]) {
        says({ sub, email, email_verified });
        expect(await codeOf(enter(bounded))).toBe("access.sign_in_refused");
      }
    }
    says({});
    expect((await enter(bounded)).principal).toEqual(principal);
  });

  test("[AC12] nobody comes by the issuer before there is a first administrator", async () => {
    const empty = setUpAccess(await databases.open(), options()).access;
    expect(await codeOf(enter(empty))).toBe("access.sign_in_refused");
    expect(await empty.hasUsers()).toBe(false);
    expect(await empty.firstLinkToken()).not.toBeNull();
  });

  test("[AC14] nothing that the issuer gave is kept, and no password, value or cookie stands in the database", async () => {
    const { setCookies } = await enter();
    const { value } = await access.createToken(
      { kind: "local", id: "local", name: "local", role: "administrator", userId: null },
      { name: "export", role: "viewer", expiresAt: under.clock.at + 1 },
    );
    const tables = ["user_account", "account", "session", "first_link", "api_token", "audit_entry"] as const;
    const rows = await Promise.all(tables.map((table) => under.db.selectFrom(table).selectAll().execute()));
    const stored = JSON.stringify(rows);
    expect(stored).not.toMatch(/planted/);
    expect(stored).not.toContain(value);
    expect(stored).not.toContain(decodeURIComponent(cookieOf(setCookies)).split(".").at(-1));
    expect(stored).not.toMatch(/eyJ/);
  });

  test("[AC13] the log tells who came by the issuer for the first time, and whose user took that way in", async () => {
    const { principal } = await enter();
    await enter();
    says({ sub: "subject-2", email: "root@contoso.example" });
    const root = (await enter()).principal;
    await enter();
    const { items } = await access.readAudit(whole, {});
    const told = items.map((entry) => [entry.action, entry.principal.id, entry.target, entry.details.role]);
    expect(told).toEqual([
      ["user.linked", root.id, `user/${root.id}`, "administrator"],
      ["user.created", principal.id, `user/${principal.id}`, "viewer"],
    ]);
  });

  test("[AC10] without an issuer, sign-in through one is refused", async () => {
    const without = setUpAccess(under).access;
    expect(without.hasOidc).toBe(false);
    expect(await codeOf(without.beginOidc())).toBe("access.oidc_not_configured");
    expect(await codeOf(without.finishOidc("http://127.0.0.1/", undefined))).toBe(
      "access.oidc_not_configured",
    );
  });
});
