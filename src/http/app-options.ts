// What the application is made from, and the types of its routes.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Registry } from "prom-client";
import type { Access, Principal, Role } from "../core/access.ts";
import type { Clock } from "../core/clock.ts";
import type { CatalogEntry } from "../core/connector.ts";
import type { IdempotencyStore } from "../core/idempotency.ts";

/** The application, or a part of it: routes are typed by their zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Adds routes, each below `/api/v1`. */
export type ApiRoutes = (api: App) => void;

export interface RequestLimit {
  readonly max: number;
  readonly windowMs: number;
}

export interface RequestLimits {
  /** Of each user and token. */
  readonly perPrincipal: RequestLimit;
  /** Of each network address, as long as it shows no valid credentials. */
  readonly perAddress: RequestLimit;
  /** Sign-ins of each e-mail address. */
  readonly signIn: RequestLimit;
  /** Sign-ins of each network address. */
  readonly signInPerAddress: RequestLimit;
}

export interface AppOptions {
  readonly access: Access;
  readonly clock: Clock;
  readonly idempotency: IdempotencyStore;
  /** Null logs nothing. */
  readonly logger: FastifyBaseLogger | null;
  /** Rollcall's own version, as OpenAPI and health tell it. */
  readonly version: string;
  readonly catalog: readonly CatalogEntry[];
  /** Why the server cannot do its work yet, for people; empty when it can. */
  isReady(): Promise<readonly string[]>;
  /** One application's own: its metrics are registered here. */
  readonly metrics: Registry;
  /** Whether everybody may read the metrics; otherwise the role viewer is asked for. */
  readonly metricsOpen: boolean;
  /** Under which address people open Rollcall, e.g. `https://rollcall.example`; null where it is reached on this machine only. */
  readonly publicUrl: string | null;
  /** Host names, without port, that are answered besides the loopback names and that of the public URL. */
  readonly allowedHosts?: readonly string[];
  /** Addresses or networks of the proxies whose `X-Forwarded-*` headers are believed; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Whether people are served, or only those who run the process: probes and metrics. */
  readonly isForPeople?: boolean;
  /** Where the web console is built. */
  readonly consoleFolder: string;
  readonly limits?: Partial<RequestLimits>;
  /** More routes below `/api/v1`. */
  readonly routes?: readonly ApiRoutes[];
}

/** Which actions a route's requests are in the audit log. */
export interface AuditedActions {
  /** e.g. `user.created` */
  readonly done: string;
  /** e.g. `user.creation_refused` */
  readonly refused: string;
  /** What the target's id stands behind, e.g. `user`; the id is the answer's `id`, else that of the path. */
  readonly noun?: string;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may: every route says so. */
    role?: Role | "anyone";
    /** Every route whose method could change something says how it is audited, or that it changes nothing. */
    audit?: AuditedActions | "not_needed";
    /** An `Idempotency-Key` is honoured: its answer is given again, or, where it shows a secret, only refused. */
    idempotency?: "replay" | "refuse";
    /** Reading it is work that another site's page must not cause: it is held to the origin as a change is. */
    isForOwnPages?: boolean;
    /** A change that needs `If-Match`. */
    ifMatch?: boolean;
  }
  interface FastifyRequest {
    /** Whom the request comes from; null for nobody. */
    principal: Principal | null;
    /** Why the credentials that were shown are not valid. */
    credentialsRefusal: Error | null;
    /** The code of the problem that it was answered with. */
    problemCode: string | null;
    auditTargetId: string | null;
    idempotencyId: string | null;
    isReplayed: boolean;
  }
}
