// The console as people see it: a real server, the simulator, and a real browser for each person.

import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { session } from "../../src/contract/session.ts";
import { user } from "../../src/contract/user.ts";
import type { Role } from "../../src/core/access.ts";
import { openBrowser, person } from "./browser.ts";
import { keepIfFailed } from "./failed-pages.ts";
import { type ServerUnderTest, startTestServer } from "./server.ts";

export const password = "a password of these people";
export const emailOf = (role: Role): string => `${role}@contoso.example`;

/** How long an element may take to be there on a machine that is busy with other tests. */
const patienceMs = 30_000;

/** A page, and what went wrong in it: a test that ends with troubles fails. */
export interface PersonsPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page's script, and what its policy refused. */
  readonly troubles: readonly string[];
}

export interface ConsoleUnderTest extends AsyncDisposable {
  readonly server: ServerUnderTest;
  readonly simulator: Simulator;
  /** Somebody whom nobody knows yet. */
  visit(path: string, options?: BrowserContextOptions): Promise<PersonsPage>;
  /** Somebody signed in with the role. */
  enter(role: Role, path: string, options?: BrowserContextOptions): Promise<PersonsPage>;
}

interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Without users, for the first start. */
  readonly hasUsers?: boolean;
  /** A folder that stays, so that the server can be stopped and started on it. */
  readonly dataDir?: string;
}

async function addUsers({ api }: ServerUnderTest): Promise<void> {
  for (const role of ["administrator", "operator", "viewer"] as const) {
    const one = { email: emailOf(role), name: `An ${role}`, role, password };
    await api.read(user, api.post("/api/v1/users", one));
  }
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly url: string;
  readonly httpOnly: true;
  readonly sameSite: "Lax";
}

async function signIn({ api, url }: ServerUnderTest, role: Role): Promise<readonly Cookie[]> {
  const answer = await api.asNobody().post("/api/v1/session", { email: emailOf(role), password });
  return answer.headers.getSetCookie().map((text) => {
    const [pair = ""] = text.split(";");
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url, httpOnly: true, sameSite: "Lax" };
  });
}

async function isSignedIn({ api }: ServerUnderTest, cookies: readonly Cookie[]): Promise<boolean> {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const shown = await api.read(session, api.asBrowser(cookie).get("/api/v1/session"));
  return shown.principal !== null;
}

/** One session for each role while it lasts: the server lets nobody sign in again and again. */
function createSessions(server: ServerUnderTest): (role: Role) => Promise<readonly Cookie[]> {
  const sessions = new Map<Role, readonly Cookie[]>();
  return async (role) => {
    const kept = sessions.get(role);
    if (kept !== undefined && (await isSignedIn(server, kept))) return kept;
    const cookies = await signIn(server, role);
    sessions.set(role, cookies);
    return cookies;
  };
}

/** What the page says went wrong: errors of its script, and what its policy refused. */
function watchTroubles(page: Page): string[] {
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    // That an answer was a refusal is the page's own business.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      troubles.push(message.text());
  });
  return troubles;
}

/** One browser for all people of a test file, who share nothing in it. */
export async function startConsole(options: StartOptions = {}): Promise<ConsoleUnderTest> {
  await using opened = new AsyncDisposableStack();
  const simulator = await startSimulator();
  opened.defer(() => simulator.close());
  const { env, dataDir } = options;
  const server = opened.use(
    await startTestServer({ simulator, ...(env && { env }), ...(dataDir !== undefined && { dataDir }) }),
  );
  if (options.hasUsers !== false) await addUsers(server);
  const sessionOf = createSessions(server);
  const browser = await openBrowser();
  opened.defer(() => browser.close());
  const open = async (path: string, role: Role | null, more: BrowserContextOptions): Promise<PersonsPage> => {
    const context = await browser.newContext({ ...person, ...more, baseURL: server.url });
    if (role !== null) await context.addCookies(await sessionOf(role));
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    keepIfFailed(page);
    const troubles = watchTroubles(page);
    await page.goto(path);
    return { page, context, troubles };
  };
  const whole = opened.move();
  return {
    server,
    simulator,
    visit: (path, more = {}) => open(path, null, more),
    enter: (role, path, more = {}) => open(path, role, more),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}
