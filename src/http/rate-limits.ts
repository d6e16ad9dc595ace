// Holds back whoever asks too often, and whoever guesses passwords.

import rateLimit, { normalizeIP } from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";
import type { App, RequestLimit, RequestLimits } from "./app-options.ts";
import { filesPrefix } from "./console-files.ts";
import { probes } from "./own-hosts.ts";
import { RateLimitedError } from "./problem.ts";

const minuteMs = 60_000;
export const defaultLimits: RequestLimits = {
  perPrincipal: { max: 1200, windowMs: minuteMs },
  perAddress: { max: 300, windowMs: minuteMs },
  signIn: { max: 10, windowMs: 15 * minuteMs },
  // A whole office may come from one address in the morning.
  signInPerAddress: { max: 60, windowMs: 15 * minuteMs },
};

/** Counts one request of each key; throws `request.rate_limited` once there are too many of one. */
export type SignInLimit = (request: FastifyRequest, email: string | null) => Promise<void>;

export function registerRateLimits(app: App): void {
  app.register(rateLimit, { global: false });
}

const addressOf = (request: FastifyRequest): string => normalizeIP(request.ip, 64);

type Count = (request: FastifyRequest) => Promise<void>;

function createCount(app: App, limit: RequestLimit, keyOf: (request: FastifyRequest) => string): Count {
  const count = app.createRateLimit({
    max: limit.max,
    timeWindow: limit.windowMs,
    keyGenerator: keyOf,
  });
  return async (request) => {
    const result = await count(request);
    if (!result.isAllowed && result.isExceeded) throw new RateLimitedError(result.ttl);
  };
}

/**
 * A probe must be answered however often it comes, the console comes in many files, and who reads the server's own data folder
 * needs no holding back.
 */
function isNotCounted({ principal, routeOptions: { url = "" } }: FastifyRequest): boolean {
  return principal?.kind === "local" || probes.includes(url) || url.startsWith(filesPrefix);
}

/** Goes after authentication, and before authorization: a refused request counts as well. */
export function addRateLimits(app: App, limits: RequestLimits): void {
  const perPrincipal = createCount(app, limits.perPrincipal, ({ principal }) =>
    principal === null ? "" : `${principal.kind}/${principal.id}`,
  );
  const perAddress = createCount(app, limits.perAddress, addressOf);
  app.addHook("onRequest", async (request) => {
    if (isNotCounted(request)) return;
    await (request.principal === null ? perAddress : perPrincipal)(request);
  });
}

/** Counts each sign-in before it is tried, whatever comes of it. */
export function createSignInLimit(
  app: App,
  { signIn, signInPerAddress }: Pick<RequestLimits, "signIn" | "signInPerAddress">,
): SignInLimit {
  const emails = new WeakMap<FastifyRequest, string>();
  const perAddress = createCount(app, signInPerAddress, addressOf);
  const perEmail = createCount(app, signIn, (request) => emails.get(request) ?? "");
  return async (request, email) => {
    await perAddress(request);
    if (email === null) return;
    emails.set(request, email.trim().toLowerCase());
    await perEmail(request);
  };
}
