// A small OpenID Connect issuer on loopback that really signs, and that a test can make tell lies.

import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

interface Grant {
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly redirectUri: string;
}

/** What the issuer says next; a test sets what it needs. */
export interface IssuerAnswers {
  /** Claims of the id token beside those that every one has; they win over those. */
  claims: JWTPayload;
  /** Leaves the id token out of the token answer. */
  withoutIdToken: boolean;
  /** Signs with a key that the issuer does not publish. */
  foreignKey: boolean;
  /** Says this of itself in place of its own name. */
  namedIssuer: string | null;
  tokenStatus: number;
}

export interface OidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly answers: IssuerAnswers;
  /** Plays the browser at the issuer: the address that it is sent back to. */
  authorize(redirectTo: string): Promise<string>;
  stop(): Promise<void>;
}

const keyId = "key-1";
export const honest = (): IssuerAnswers => ({
  claims: { sub: "subject-1", email: "ada@contoso.example", email_verified: true, name: "Ada" },
  withoutIdToken: false,
  foreignKey: false,
  namedIssuer: null,
  tokenStatus: 200,
});

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return new URLSearchParams(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The code's challenge must be answered with what it is the hash of. */
function isOwner(grant: Grant, form: URLSearchParams): boolean {
  const verifier = form.get("code_verifier") ?? "";
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return grant.challenge === challenge && grant.redirectUri === form.get("redirect_uri");
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const [key, foreign] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const publicKey = { ...(await exportJWK(key.publicKey)), kid: keyId, alg: "RS256", use: "sig" };
  const clientId = "rollcall-client";
  const clientSecret = `planted-${randomBytes(12).toString("hex")}`;
  const answers = honest();
  const grants = new Map<string, Grant>();
  let issuer = "";

  const makeIdToken = (grant: Grant): Promise<string> => {
    const iat = Math.floor(Date.now() / 1000);
    const own = { iss: issuer, aud: clientId, nonce: grant.nonce, iat, exp: iat + 300 };
    const token = new SignJWT({ ...own, ...answers.claims });
    token.setProtectedHeader({ alg: "RS256", kid: keyId });
    return token.sign(answers.foreignKey ? foreign.privateKey : key.privateKey);
  };

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const code = randomBytes(12).toString("hex");
    const redirectUri = query.get("redirect_uri") ?? "";
    grants.set(code, { nonce: query.get("nonce"), challenge: query.get("code_challenge"), redirectUri });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", query.get("state") ?? "");
    response.writeHead(302, { location: back.href }).end();
  };

  const giveToken = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = await readForm(request);
    const grant = grants.get(form.get("code") ?? "");
    grants.delete(form.get("code") ?? "");
    const isClient = form.get("client_id") === clientId && form.get("client_secret") === clientSecret;
    if (answers.tokenStatus !== 200) sendJson(response, answers.tokenStatus, { error: "server_error" });
    else if (grant === undefined || !isClient || !isOwner(grant, form))
      sendJson(response, 400, { error: "invalid_grant" });
    else {
      const idToken = answers.withoutIdToken ? {} : { id_token: await makeIdToken(grant) };
      const access = { access_token: "planted-access-token", token_type: "Bearer", expires_in: 300 };
      sendJson(response, 200, { ...access, refresh_token: "planted-refresh-token", ...idToken });
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/.well-known/openid-configuration")
      sendJson(response, 200, {
        issuer: answers.namedIssuer ?? issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ["RS256"],
      });
    else if (url.pathname === "/keys") sendJson(response, 200, { keys: [publicKey] });
    else if (url.pathname === "/authorize") authorize(url.searchParams, response);
    else if (url.pathname === "/token") await giveToken(request, response);
    else if (url.pathname === "/userinfo")
      sendJson(response, 200, { sub: "subject-1", email: "ada@contoso.example", email_verified: true });
    else sendJson(response, 404, { error: "not_found" });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The issuer has no port.");
  issuer = `http://127.0.0.1:${address.port}`;
  return {
    issuer,
    clientId,
    clientSecret,
    answers,
    authorize: async (redirectTo) => {
      const sent = await fetch(redirectTo, { redirect: "manual" });
      return sent.headers.get("location") ?? "";
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
