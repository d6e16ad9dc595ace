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
interface IssuerAnswers {
  /** Claims of the id token beside those that every one has; they win over those. */
  claims: JWTPayload;
  /** Leaves the id token out of the token answer. */
  withoutIdToken: boolean;
  /** Signs with a key that the issuer does not publish. */
  foreignKey: boolean;
  /** Says this of itself in place of its own name. */
  namedIssuer: string | null;
  tokenStatus: number;
  /** Called in place of answering a request for this path, which then stays open. */
  hang: { readonly path: string; readonly reached: () => void } | null;
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

/** All that the issuer is while it runs. */
interface Issuer {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly answers: IssuerAnswers;
  readonly grants: Map<string, Grant>;
  readonly publicKey: object;
  readonly sign: (claims: JWTPayload) => Promise<string>;
  url: string;
}

const keyId = "key-1";

export const honest = (): IssuerAnswers => ({
  claims: { sub: "subject-1", email: "ada@contoso.example", email_verified: true, name: "Ada" },
  withoutIdToken: false,
  foreignKey: false,
  namedIssuer: null,
  tokenStatus: 200,
  hang: null,
});

async function makeIssuer(): Promise<Issuer> {
  const [key, foreign] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const answers = honest();
  return {
    clientId: "rollcall-client",
    clientSecret: `planted-${randomBytes(12).toString("hex")}`,
    answers,
    grants: new Map(),
    publicKey: { ...(await exportJWK(key.publicKey)), kid: keyId, alg: "RS256", use: "sig" },
    sign: (claims) => {
      const token = new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: keyId });
      return token.sign(answers.foreignKey ? foreign.privateKey : key.privateKey);
    },
    url: "",
  };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return new URLSearchParams(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function describeItself({ url, answers }: Issuer): object {
  return {
    issuer: answers.namedIssuer ?? url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    userinfo_endpoint: `${url}/userinfo`,
    jwks_uri: `${url}/keys`,
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

function sendBack({ grants }: Issuer, query: URLSearchParams, response: ServerResponse): void {
  const code = randomBytes(12).toString("hex");
  const redirectUri = query.get("redirect_uri") ?? "";
  grants.set(code, { nonce: query.get("nonce"), challenge: query.get("code_challenge"), redirectUri });
  const back = new URL(redirectUri);
  back.searchParams.set("code", code);
  back.searchParams.set("state", query.get("state") ?? "");
  response.writeHead(302, { location: back.href }).end();
}

/** The code's challenge must be answered with what it is the hash of. */
function isOwner(grant: Grant, form: URLSearchParams): boolean {
  const verifier = form.get("code_verifier") ?? "";
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return grant.challenge === challenge && grant.redirectUri === form.get("redirect_uri");
}

function signIdToken({ url, clientId, answers, sign }: Issuer, { nonce }: Grant): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  return sign({ iss: url, aud: clientId, nonce, iat, exp: iat + 300, ...answers.claims });
}

async function giveToken(issuer: Issuer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { clientId, clientSecret, answers, grants } = issuer;
  const form = await readForm(request);
  const grant = grants.get(form.get("code") ?? "");
  grants.delete(form.get("code") ?? "");
  const isClient = form.get("client_id") === clientId && form.get("client_secret") === clientSecret;
  if (answers.tokenStatus !== 200) sendJson(response, answers.tokenStatus, { error: "server_error" });
  else if (grant === undefined || !isClient || !isOwner(grant, form))
    sendJson(response, 400, { error: "invalid_grant" });
  else {
    const idToken = answers.withoutIdToken ? {} : { id_token: await signIdToken(issuer, grant) };
    const access = { access_token: "planted-access-token", token_type: "Bearer", expires_in: 300 };
    sendJson(response, 200, { ...access, refresh_token: "planted-refresh-token", ...idToken });
  }
}

async function answer(issuer: Issuer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { answers } = issuer;
  const { pathname, searchParams } = new URL(request.url ?? "/", issuer.url);
  if (pathname === answers.hang?.path) answers.hang.reached();
  else if (pathname === "/.well-known/openid-configuration") sendJson(response, 200, describeItself(issuer));
  else if (pathname === "/keys") sendJson(response, 200, { keys: [issuer.publicKey] });
  else if (pathname === "/authorize") sendBack(issuer, searchParams, response);
  else if (pathname === "/token") await giveToken(issuer, request, response);
  // A sign-in without an id token must not fall back on it.
  else if (pathname === "/userinfo") sendJson(response, 200, answers.claims);
  else sendJson(response, 404, { error: "not_found" });
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const issuer = await makeIssuer();
  const server = createServer((request, response) => {
    answer(issuer, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The issuer has no port.");
  issuer.url = `http://127.0.0.1:${address.port}`;
  return {
    issuer: issuer.url,
    clientId: issuer.clientId,
    clientSecret: issuer.clientSecret,
    answers: issuer.answers,
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
