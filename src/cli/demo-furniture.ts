// What the demo adds to its inventory for whoever looks at it: tags, severities, saved queries, and a way in.

import { randomBytes } from "node:crypto";
import { savedQueryView } from "../contract/saved-query.ts";
import { type SeverityMapBody, severityMapView } from "../contract/severity-map.ts";
import { tagView } from "../contract/tag.ts";
import { user } from "../contract/user.ts";
import { changeWhatever } from "./api-client.ts";
import type { Context } from "./context.ts";

const tags = [
  {
    name: "Stale",
    colour: "#e8590c",
    description: "Nobody has signed in for 90 days.",
    criticality: 2,
    rule: "entra.lastSignIn < now-90d",
  },
  {
    name: "Server",
    colour: "#2f6fed",
    description: "Runs a server's operating system.",
    criticality: 4,
    rule: 'operatingSystem: "Windows Server"',
  },
  { name: "Watched", colour: "#9c36b5", description: "Put on by hand.", criticality: 5, rule: null },
] as const;

const queries = [
  { name: "Not compliant Windows", text: "operatingSystem: Windows and entra.isCompliant: false" },
  { name: "Never signed in", text: "entra.lastSignIn is null" },
] as const;

const severities: SeverityMapBody = {
  severities: { not_compliant: 4, compliance_unknown: null, not_managed: 3, disabled: 2, stale: 3 },
  staleAfterDays: 90,
};

interface Visitor {
  readonly email: string;
  readonly password: string;
}

export async function furnish({ context: { client } }: { readonly context: Context }, connectionId: number) {
  for (const tag of tags) await client.create(tagView, "/tags", tag);
  for (const query of queries)
    await client.create(savedQueryView, "/saved-queries", { ...query, isShared: true });
  const path = `/connections/${connectionId}/severity-map`;
  const put = (etag: string) => client.act(severityMapView, { method: "PUT", path, etag, body: severities });
  await changeWhatever(client, severityMapView, path, put);
}

/** An administrator of the demo's own server, which ends with it. */
export async function makeVisitor({ context: { client } }: { readonly context: Context }): Promise<Visitor> {
  const visitor = { email: "demo@rollcall.example", password: randomBytes(9).toString("base64url") };
  await client.create(user, "/users", { ...visitor, name: "Demo", role: "administrator" });
  return visitor;
}
