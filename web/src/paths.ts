// The addresses of the console's pages, and nothing else writes them.

/** The id that stands in an address; null where none stands there. An id has one spelling alone. */
export const idIn = (text: string | null | undefined): number | null =>
  /^[1-9]\d{0,14}$/.test(text ?? "") ? Number(text) : null;

/** What a search is, in an address: the query as typed, the order, and the columns where they are not the usual ones. */
export interface SearchAddress {
  readonly query?: string;
  readonly sort?: string;
  readonly columns?: string;
}

function withSearch(path: string, search: SearchAddress): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries as [string, string][])}`;
}

export const connectionTabs = [
  "overview",
  "runs",
  "log",
  "transform-map",
  "severity",
  "filters",
  "schedule",
  "credentials",
] as const;
export type ConnectionTab = (typeof connectionTabs)[number];

export const paths = {
  dashboard: "/",
  signIn: "/sign-in",
  firstAdministrator: "/first-administrator",
  connectors: "/connectors",
  connections: "/connections",
  newConnection: "/connections/new",
  connection: (id: number, tab: ConnectionTab = "overview"): string =>
    tab === "overview" ? `/connections/${id}` : `/connections/${id}/${tab}`,
  run: (id: number): string => `/runs/${id}`,
  assets: (search: SearchAddress = {}): string => withSearch("/assets", search),
  asset: (id: number, search: SearchAddress = {}): string => withSearch(`/assets/${id}`, search),
  history: "/history",
  tags: "/tags",
  savedQueries: "/saved-queries",
  users: "/users",
  tokens: "/tokens",
  auditLog: "/audit-log",
  about: "/about",
} as const;
