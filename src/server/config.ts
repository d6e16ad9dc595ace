// The server's configuration: read from the environment once, refused with every mistake named.

import { isIP } from "node:net";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { roles } from "../core/access.ts";
import type { Cloud } from "../core/connection.ts";
import { RollcallError } from "../core/error.ts";
import { entraClouds } from "../entra/clouds.ts";
import { parseMasterKeys } from "./master-key.ts";

interface Variable {
  readonly name: string;
  readonly what: string;
  /** As the table shows it; empty where there is none. */
  readonly otherwise: string;
}

/** Every variable, in the order of the table in docs/operating.md. */
export const variables: readonly Variable[] = [
  {
    name: "ROLLCALL_DATA_DIR",
    what: "where database, keys and local access are kept",
    otherwise: "`~/.local/share/rollcall`",
  },
  { name: "ROLLCALL_HOST", what: "the address to listen on", otherwise: "`127.0.0.1`" },
  { name: "ROLLCALL_PORT", what: "the port; 0 takes a free one", otherwise: "`8080`" },
  {
    name: "ROLLCALL_PUBLIC_URL",
    what: "how browsers reach the server: `https://…` behind a proxy that speaks TLS",
    otherwise: "the address it listens on",
  },
  {
    name: "ROLLCALL_ALLOWED_HOSTS",
    what: "host names that the server answers to besides the loopback names and the public URL's, separated by commas",
    otherwise: "none",
  },
  {
    name: "ROLLCALL_TRUSTED_PROXIES",
    what: "addresses or networks of reverse proxies whose `X-Forwarded-*` headers are believed, separated by commas",
    otherwise: "none",
  },
  { name: "ROLLCALL_MASTER_KEY", what: "the master keys as JSON, in place of their file", otherwise: "" },
  {
    name: "ROLLCALL_MASTER_KEY_FILE",
    what: "the file with the master keys; made where it is missing",
    otherwise: "`master-key.json` in the data folder",
  },
  {
    name: "ROLLCALL_CUSTOM_CLOUDS",
    what: 'further pairs of hosts that connections may use: `[{"name","loginUrl","graphUrl"}]`',
    otherwise: "none",
  },
  {
    name: "ROLLCALL_HTTPS_PROXY",
    what: "the proxy for requests to Microsoft: `http://user:password@proxy:3128`",
    otherwise: "none",
  },
  {
    name: "ROLLCALL_NO_PROXY",
    what: "hosts that are reached without it, separated by commas",
    otherwise: "none",
  },
  {
    name: "ROLLCALL_EXTRA_CA_FILE",
    what: "PEM certificates that are trusted besides the usual authorities",
    otherwise: "none",
  },
  {
    name: "ROLLCALL_OIDC_ISSUER",
    what: "sign-in by OpenID Connect: the issuer, e.g. `https://login.microsoftonline.com/TENANT/v2.0`",
    otherwise: "none",
  },
  { name: "ROLLCALL_OIDC_CLIENT_ID", what: "its client ID", otherwise: "" },
  {
    name: "ROLLCALL_OIDC_CLIENT_SECRET_FILE",
    what: "the file whose first line is its client secret",
    otherwise: "",
  },
  {
    name: "ROLLCALL_OIDC_DEFAULT_ROLE",
    what: "the role of whoever signs in by it first",
    otherwise: "`viewer`",
  },
  {
    name: "ROLLCALL_OIDC_ALLOWED_DOMAINS",
    what: "domains of addresses that may enter, separated by commas",
    otherwise: "all of the issuer's",
  },
  {
    name: "ROLLCALL_OIDC_ADMIN_EMAILS",
    what: "addresses whose owners are administrators when they sign in by it first, separated by commas",
    otherwise: "none",
  },
  {
    name: "DATABASE_URL",
    what: "PostgreSQL in place of the embedded database: `postgres://user:password@host/database`, with `sslmode=verify-full` and `sslrootcert` where the way to it is not safe",
    otherwise: "the embedded database",
  },
  {
    name: "ROLLCALL_DATABASE_CONNECTIONS",
    what: "how many connections to PostgreSQL a process has at most for its queries; searches have half as many besides",
    otherwise: "`10`",
  },
  {
    name: "ROLLCALL_WORKER_HEARTBEAT_SECONDS",
    what: "a worker on PostgreSQL that is not heard of for so long has lost its runs to others",
    otherwise: "`30`",
  },
  { name: "ROLLCALL_SYNC_CONCURRENCY", what: "how many runs are under way at once", otherwise: "`4`" },
  {
    name: "ROLLCALL_QUERY_THREADS",
    what: "how many threads read the database for requests; searches and exports leave one of several to the others",
    otherwise: "`3`",
  },
  { name: "ROLLCALL_METRICS_OPEN", what: "`true` where `/metrics` needs no token", otherwise: "`false`" },
  { name: "ROLLCALL_LOG_LEVEL", what: "`debug`, `info`, `warn` or `error`", otherwise: "`info`" },
];

/** Of the command line, not of the server. */
const commandLineVariables = ["ROLLCALL_URL", "ROLLCALL_TOKEN", "ROLLCALL_CLIENT_SECRET"];

const origin = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.origin === text;
}, "It must be an origin such as https://graph.example, without a path.");

const cloud = z.strictObject({
  name: z.string().regex(/^[a-z0-9_-]{1,50}$/),
  loginUrl: origin,
  graphUrl: origin,
});

const customClouds = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "It is no JSON." });
      return z.NEVER;
    }
  })
  .pipe(z.array(cloud))
  .refine((clouds) => {
    const names = [...entraClouds, ...clouds].map(({ name }) => name);
    return new Set(names).size === names.length;
  }, "Each cloud needs a name of its own, and none of Microsoft's.");

const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, "It must be a whole number.")
    .transform(Number)
    .pipe(z.number().min(least).max(most));
const proxy = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:");
}, "It must be a URL such as http://proxy.example:3128.");

const databaseUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  const isPostgres = url?.protocol === "postgres:" || url?.protocol === "postgresql:";
  return isPostgres && url.pathname.length > 1;
}, "It must be a URL such as postgres://user:password@host:5432/database.");

const everyOne = (isRight: (part: string) => boolean, message: string) =>
  list.refine((parts) => parts.every(isRight), message);

/** As a URL writes it, without a port. */
function isHostName(name: string): boolean {
  const host = URL.parse(`http://${name}/`);
  return host !== null && host.host === name.toLowerCase() && host.port === "";
}

/** An address, or a network such as `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function isMasterKeys(text: string): boolean {
  try {
    parseMasterKeys(text);
    return true;
  } catch {
    return false;
  }
}

const environment = z.object({
  ROLLCALL_DATA_DIR: z.string().refine(isAbsolute, "It must be an absolute path.").optional(),
  ROLLCALL_HOST: z.string().min(1).default("127.0.0.1"),
  ROLLCALL_PORT: wholeNumber(0, 65_535).default(8080),
  ROLLCALL_PUBLIC_URL: origin.optional(),
  ROLLCALL_ALLOWED_HOSTS: everyOne(isHostName, "It must be host names, without a port.").default([]),
  ROLLCALL_TRUSTED_PROXIES: everyOne(isNetwork, "It must be addresses or networks.").default([]),
  ROLLCALL_MASTER_KEY: z.string().refine(isMasterKeys, "It is not what a master key file holds.").optional(),
  ROLLCALL_MASTER_KEY_FILE: z.string().refine(isAbsolute, "It must be an absolute path.").optional(),
  ROLLCALL_CUSTOM_CLOUDS: customClouds.default([]),
  ROLLCALL_HTTPS_PROXY: proxy.optional(),
  ROLLCALL_NO_PROXY: z.string().optional(),
  ROLLCALL_EXTRA_CA_FILE: z.string().optional(),
  ROLLCALL_OIDC_ISSUER: z.url().optional(),
  ROLLCALL_OIDC_CLIENT_ID: z.string().min(1).optional(),
  ROLLCALL_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  ROLLCALL_OIDC_DEFAULT_ROLE: z.enum(roles).default("viewer"),
  ROLLCALL_OIDC_ALLOWED_DOMAINS: list.default([]),
  ROLLCALL_OIDC_ADMIN_EMAILS: list.default([]),
  DATABASE_URL: databaseUrl.optional(),
  ROLLCALL_DATABASE_CONNECTIONS: wholeNumber(2, 1000).default(10),
  ROLLCALL_WORKER_HEARTBEAT_SECONDS: wholeNumber(10, 600).default(30),
  ROLLCALL_SYNC_CONCURRENCY: wholeNumber(1, 64).default(4),
  ROLLCALL_QUERY_THREADS: wholeNumber(1, 16).default(3),
  ROLLCALL_METRICS_OPEN: flag.default(false),
  ROLLCALL_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
});

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecretFile: string;
  readonly defaultRole: (typeof roles)[number];
  readonly allowedDomains: readonly string[];
  readonly adminEmails: readonly string[];
}

/** What the processes of a server on PostgreSQL share. */
export interface DatabaseConfig {
  readonly url: string;
  readonly connections: number;
  readonly heartbeatSeconds: number;
}

export interface Config {
  /** Null: the embedded database, in the data folder. */
  readonly database: DatabaseConfig | null;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Null: where it listens. */
  readonly publicUrl: string | null;
  /** Host names that the server goes by besides. */
  readonly allowedHosts: readonly string[];
  /** Addresses or networks of the reverse proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** The JSON of the keys, or the file that holds it. */
  readonly masterKeys: { readonly json: string } | { readonly file: string };
  readonly clouds: readonly Cloud[];
  readonly proxyUrl: string | null;
  readonly noProxy: string | null;
  readonly extraCaFile: string | null;
  readonly oidc: OidcConfig | null;
  readonly syncConcurrency: number;
  readonly queryThreads: number;
  readonly areMetricsOpen: boolean;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

type Environment = z.infer<typeof environment>;

/** Where everything is kept unless told otherwise. */
function defaultDataDir(): string {
  return join(homedir(), ".local", "share", "rollcall");
}

function oidcOf(values: Environment): OidcConfig | null {
  const { ROLLCALL_OIDC_ISSUER: issuer, ROLLCALL_OIDC_CLIENT_ID: clientId } = values;
  const clientSecretFile = values.ROLLCALL_OIDC_CLIENT_SECRET_FILE;
  if (issuer === undefined && clientId === undefined && clientSecretFile === undefined) return null;
  if (issuer === undefined || clientId === undefined || clientSecretFile === undefined)
    throw new RollcallError(
      "config.invalid",
      "Sign-in by OpenID Connect needs all three: ROLLCALL_OIDC_ISSUER, ROLLCALL_OIDC_CLIENT_ID and ROLLCALL_OIDC_CLIENT_SECRET_FILE.",
    );
  return {
    issuer,
    clientId,
    clientSecretFile,
    defaultRole: values.ROLLCALL_OIDC_DEFAULT_ROLE,
    allowedDomains: values.ROLLCALL_OIDC_ALLOWED_DOMAINS,
    adminEmails: values.ROLLCALL_OIDC_ADMIN_EMAILS,
  };
}

function databaseOf(values: Environment): DatabaseConfig | null {
  const { DATABASE_URL: url } = values;
  if (url === undefined) return null;
  const { ROLLCALL_DATABASE_CONNECTIONS: connections, ROLLCALL_WORKER_HEARTBEAT_SECONDS: heartbeatSeconds } =
    values;
  return { url, connections, heartbeatSeconds };
}

function toConfig(values: Environment): Config {
  const dataDir = values.ROLLCALL_DATA_DIR ?? defaultDataDir();
  const json = values.ROLLCALL_MASTER_KEY;
  const file = values.ROLLCALL_MASTER_KEY_FILE ?? join(dataDir, "master-key.json");
  return {
    database: databaseOf(values),
    dataDir,
    host: values.ROLLCALL_HOST,
    port: values.ROLLCALL_PORT,
    publicUrl: values.ROLLCALL_PUBLIC_URL ?? null,
    allowedHosts: values.ROLLCALL_ALLOWED_HOSTS,
    trustedProxies: values.ROLLCALL_TRUSTED_PROXIES,
    masterKeys: json === undefined ? { file } : { json },
    clouds: [...entraClouds, ...values.ROLLCALL_CUSTOM_CLOUDS],
    proxyUrl: values.ROLLCALL_HTTPS_PROXY ?? null,
    noProxy: values.ROLLCALL_NO_PROXY ?? null,
    extraCaFile: values.ROLLCALL_EXTRA_CA_FILE ?? null,
    oidc: oidcOf(values),
    syncConcurrency: values.ROLLCALL_SYNC_CONCURRENCY,
    queryThreads: values.ROLLCALL_QUERY_THREADS,
    areMetricsOpen: values.ROLLCALL_METRICS_OPEN,
    logLevel: values.ROLLCALL_LOG_LEVEL,
  };
}

function unknownVariables(env: NodeJS.ProcessEnv): readonly string[] {
  const known = new Set([...variables.map(({ name }) => name), ...commandLineVariables]);
  return Object.keys(env).filter((name) => name.startsWith("ROLLCALL_") && !known.has(name));
}

/**
 * Throws `config.invalid` with every variable that is wrong, and why; one that begins with `ROLLCALL_` and is not known is
 * wrong as well, since it is most likely misspelt. No value is repeated: it may be a secret.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(set);
  const wrong = [
    ...unknownVariables(set).map((name) => `${name}: there is no such variable.`),
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)),
  ];
  if (!parsed.success || wrong.length > 0)
    throw new RollcallError(
      "config.invalid",
      `The configuration is wrong.\n${wrong.map((line) => `  ${line}`).join("\n")}`,
    );
  return toConfig(parsed.data);
}
