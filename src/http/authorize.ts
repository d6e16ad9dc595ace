// Lets a request through when its principal has the role that the route asks for.

import type { FastifyRequest, RouteOptions } from "fastify";
import { includesRole, type Principal } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { App } from "./app-options.ts";

const safeMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];
export const isSafe = (method: string): boolean => safeMethods.includes(method);

/** Throws where a route does not say who may, or changes something and does not say how that is audited. */
function checkDeclaration({ method, url, config }: RouteOptions): void {
  const where = `${[method].flat().join()} ${url}`;
  if (config?.role === undefined) throw new Error(`${where} declares no role.`);
  if (![method].flat().every(isSafe) && config.audit === undefined)
    throw new Error(`${where} declares no audited actions.`);
}

function authorize(request: FastifyRequest): void {
  const asked = request.routeOptions.config.role;
  if (request.is404 || asked === "anyone") return;
  const { principal } = request;
  if (principal === null)
    throw (
      request.credentialsRefusal ??
      new RollcallError("access.not_signed_in", "Sign in, or send an API token as a bearer token.")
    );
  // A route without a role cannot be registered: were there one, nobody might use it.
  if (asked === undefined || !includesRole(principal.role, asked))
    throw new RollcallError("access.role_too_low", `This asks for the role ${asked}, not ${principal.role}.`);
}

/** Who asks, of a route that is not for anyone. Throws `access.not_signed_in`. */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === null) throw new RollcallError("access.not_signed_in", "Nobody is signed in.");
  return principal;
}

/** Goes before the routes, and after authentication. */
export function addAuthorization(app: App): void {
  app.addHook("onRoute", checkDeclaration);
  app.addHook("onRequest", async (request) => authorize(request));
}
