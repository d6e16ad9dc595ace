// What stands around every page of whoever is signed in: where one can go, who one is, whether what is shown is live.

import { AppShell, Center, Loader } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { Navigate, Outlet, ScrollRestoration, useLocation } from "react-router";
import { useLiveEvents } from "../../api/live-events.ts";
import { sessionQuery } from "../../api/session.ts";
import { sessionEnd } from "../../api/session-end.ts";
import { paths } from "../../paths.ts";
import { ProblemAlert } from "../problem-alert.tsx";
import { Header } from "./header.tsx";
import { LostBanner } from "./lost-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { mainId, usePageFocus } from "./page-focus.ts";
import classes from "./shell.module.css";
import { SignInAgain } from "./sign-in-again.tsx";
import { SkipLink } from "./skip-link.tsx";

function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const isSessionEnded = useSyncExternalStore(sessionEnd.subscribe, sessionEnd.isEnded);
  const liveness = useLiveEvents(isSessionEnded);
  usePageFocus(useLocation().pathname);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 224, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <SkipLink />
      <AppShell.Header>
        <Header isMenuOpen={isOpen} onMenu={toggle} onGo={close} />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} data-closed={isOpen ? undefined : true}>
        <Navigation onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id={mainId} tabIndex={-1} className={classes.main}>
        <LostBanner liveness={liveness} />
        <Outlet />
      </AppShell.Main>
      <ScrollRestoration />
      {isSessionEnded && <SignInAgain />}
    </AppShell>
  );
}

const retryMs = 3000;

export function Shell() {
  const {
    data: session,
    error,
    refetch,
  } = useQuery({
    ...sessionQuery,
    // Whoever opens the page while the server is away sees it once it is back.
    refetchInterval: ({ state }) => (state.status === "error" ? retryMs : false),
  });
  const { pathname, search } = useLocation();
  if (session === undefined)
    return (
      <Center component="main" mih="100vh" p="md">
        {error === null ? <Loader aria-label="Loading" /> : <ProblemAlert error={error} onRetry={refetch} />}
      </Center>
    );
  if (session.principal !== null) return <Frame />;
  const asked = `${pathname}${search}`;
  return (
    <Navigate replace to={asked === "/" ? paths.signIn : `${paths.signIn}?to=${encodeURIComponent(asked)}`} />
  );
}
