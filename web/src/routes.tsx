// Which page is at which address; each comes when somebody goes there.

import { createBrowserRouter, type RouteObject } from "react-router";
import { RouteError } from "./components/route-error.tsx";
import { Shell } from "./components/shell/shell.tsx";
import { NotFoundPage } from "./pages/not-found-page.tsx";
import { paths } from "./paths.ts";

const connectionTabs: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({ Component: (await import("./pages/connection/overview-tab.tsx")).OverviewTab }),
  },
  {
    path: "runs",
    lazy: async () => ({ Component: (await import("./pages/connection/runs-tab.tsx")).RunsTab }),
  },
  { path: "log", lazy: async () => ({ Component: (await import("./pages/connection/log-tab.tsx")).LogTab }) },
  {
    path: "transform-map",
    lazy: async () => ({
      Component: (await import("./pages/connection/transform-map-tab.tsx")).TransformMapTab,
    }),
  },
  {
    path: "severity",
    lazy: async () => ({ Component: (await import("./pages/connection/severity-tab.tsx")).SeverityTab }),
  },
  {
    path: "filters",
    lazy: async () => ({ Component: (await import("./pages/connection/filters-tab.tsx")).FiltersTab }),
  },
  {
    path: "schedule",
    lazy: async () => ({ Component: (await import("./pages/connection/schedule-tab.tsx")).ScheduleTab }),
  },
  {
    path: "credentials",
    lazy: async () => ({
      Component: (await import("./pages/connection/credentials-tab.tsx")).CredentialsTab,
    }),
  },
];

const pages: RouteObject[] = [
  {
    path: paths.dashboard,
    lazy: async () => ({ Component: (await import("./pages/dashboard/dashboard-page.tsx")).DashboardPage }),
  },
  {
    path: paths.assets(),
    lazy: async () => ({ Component: (await import("./pages/assets/assets-page.tsx")).AssetsPage }),
  },
  {
    path: "/assets/:id",
    lazy: async () => ({ Component: (await import("./pages/asset/asset-page.tsx")).AssetPage }),
  },
  {
    path: paths.history,
    lazy: async () => ({ Component: (await import("./pages/history/history-page.tsx")).HistoryPage }),
  },
  {
    path: paths.tags,
    lazy: async () => ({ Component: (await import("./pages/tags/tags-page.tsx")).TagsPage }),
  },
  {
    path: paths.savedQueries,
    lazy: async () => ({
      Component: (await import("./pages/saved-queries/saved-queries-page.tsx")).SavedQueriesPage,
    }),
  },
  {
    path: paths.connectors,
    lazy: async () => ({
      Component: (await import("./pages/connectors/connectors-page.tsx")).ConnectorsPage,
    }),
  },
  {
    path: paths.newConnection,
    lazy: async () => ({
      Component: (await import("./pages/new-connection/new-connection-page.tsx")).NewConnectionPage,
    }),
  },
  {
    path: "/runs/:id",
    lazy: async () => ({ Component: (await import("./pages/run/run-page.tsx")).RunPage }),
  },
  {
    path: paths.users,
    lazy: async () => ({ Component: (await import("./pages/users/users-page.tsx")).UsersPage }),
  },
  {
    path: paths.tokens,
    lazy: async () => ({ Component: (await import("./pages/tokens/tokens-page.tsx")).TokensPage }),
  },
  {
    path: paths.auditLog,
    lazy: async () => ({ Component: (await import("./pages/audit-log/audit-log-page.tsx")).AuditLogPage }),
  },
  {
    path: paths.about,
    lazy: async () => ({ Component: (await import("./pages/about/about-page.tsx")).AboutPage }),
  },
  {
    path: paths.connections,
    lazy: async () => ({
      Component: (await import("./pages/connections/connections-page.tsx")).ConnectionsPage,
    }),
  },
  {
    path: "/connections/:id",
    lazy: async () => ({
      Component: (await import("./pages/connection/connection-page.tsx")).ConnectionPage,
    }),
    children: connectionTabs,
  },
  { path: "*", Component: NotFoundPage },
];

/** For whoever is not signed in. */
const doors: RouteObject[] = [
  {
    path: paths.signIn,
    lazy: async () => ({ Component: (await import("./pages/sign-in/sign-in-page.tsx")).SignInPage }),
  },
  {
    path: paths.firstAdministrator,
    lazy: async () => ({
      Component: (await import("./pages/sign-in/first-administrator-page.tsx")).FirstAdministratorPage,
    }),
  },
];

const noFallback = () => null;

export const router = createBrowserRouter([
  { ErrorBoundary: RouteError, HydrateFallback: noFallback, children: doors },
  {
    Component: Shell,
    ErrorBoundary: RouteError,
    HydrateFallback: noFallback,
    children: [{ ErrorBoundary: RouteError, children: pages }],
  },
]);
