// The HTTP application: the guards that every request passes, in order, and the routes behind them.

import Fastify, { LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { ApiRoutes, App, AppOptions } from "./app-options.ts";
import { addAudit } from "./audit.ts";
import { addAuthentication } from "./authenticate.ts";
import { addAuthorization } from "./authorize.ts";
import { addClosing } from "./closing.ts";
import { createPageSender, registerConsoleFiles } from "./console-files.ts";
import { addErrorAnswers, answerError, answerUnreadable } from "./error-answers.ts";
import { addIdempotency } from "./idempotency.ts";
import { registerOpenapi } from "./openapi.ts";
import { addHostCheck } from "./own-hosts.ts";
import { addRateLimits, createSignInLimit, defaultLimits, registerRateLimits } from "./rate-limits.ts";
import { registerReferencePage } from "./reference-page.ts";
import { addRequestLog } from "./request-log.ts";
import { auditRoutes } from "./routes/audit-entries.ts";
import { catalogRoutes } from "./routes/catalog.ts";
import { addOperation } from "./routes/health.ts";
import { meRoutes } from "./routes/me.ts";
import { oidcRoutes } from "./routes/oidc.ts";
import { openapiRoutes } from "./routes/openapi-document.ts";
import { sessionRoutes } from "./routes/session.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { userRoutes } from "./routes/users.ts";
import { addOriginCheck } from "./same-origin.ts";
import { registerSecurityHeaders } from "./security-headers.ts";

const maxBodyBytes = 1024 * 1024;
/** The longest query has 8,192 UTF-16 units, each of which is up to nine characters of an address. */
const maxHeaderBytes = 96 * 1024;

function createFastify(options: AppOptions): App {
  return Fastify({
    ...(options.logger === null ? { logger: false } : { loggerInstance: options.logger }),
    // `request-log.ts` logs each request, without its address.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    http: { maxHeaderSize: maxHeaderBytes },
    // A backup of gigabytes is one request as well.
    requestTimeout: 600_000,
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket),
  }) as App;
}

function apiRoutes(app: App, options: AppOptions): readonly ApiRoutes[] {
  const { access, clock, publicUrl } = options;
  const signInLimit = createSignInLimit(app, { ...defaultLimits, ...options.limits });
  return [
    catalogRoutes(options.catalog),
    sessionRoutes(access, signInLimit),
    oidcRoutes(access, signInLimit, publicUrl),
    meRoutes(access, signInLimit),
    userRoutes(access),
    tokenRoutes(access, clock),
    auditRoutes(access),
    openapiRoutes,
    ...(options.routes ?? []),
  ];
}

/** In the order in which a request meets them. */
function addGuards(app: App, options: AppOptions): void {
  addHostCheck(app, options);
  addAuthentication(app, options.access);
  addRateLimits(app, { ...defaultLimits, ...options.limits });
  addOriginCheck(app, options.publicUrl);
  addAuthorization(app);
  addIdempotency(app, options);
  addAudit(app, options.access, options.clock);
}

/**
 * The application, ready to listen or to be asked by `inject`. `ready()` rejects where a route declares no role, or changes
 * something and declares no audited actions. It is stopped by `close()`.
 */
export function createApp(options: AppOptions): App {
  const app = createFastify(options);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Only JSON is read.
  app.removeContentTypeParser("text/plain");
  addErrorAnswers(app, createPageSender(options.consoleFolder));
  addClosing(app);
  addRequestLog(app, options.metrics);
  registerSecurityHeaders(app, options.publicUrl);
  registerRateLimits(app);
  registerOpenapi(app, options.version);
  app.after((error) => {
    if (error !== null) throw error;
    addGuards(app, options);
    addOperation(app, options);
    if (options.isForPeople === false) return;
    const routes = apiRoutes(app, options);
    const addRoutes = async (api: unknown): Promise<void> => {
      for (const add of routes) add(api as App);
    };
    app.register(addRoutes, { prefix: "/api/v1" });
    registerReferencePage(app);
    registerConsoleFiles(app, options.consoleFolder);
  });
  return app;
}
