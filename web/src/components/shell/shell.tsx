// What stands around every page of whoever is signed in: where one can go, who one is, whether what is shown is live.

import { AppShell, Center, Loader } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { useLiveEvents } from "../../api/live-events.ts";
import { sessionQuery } from "../../api/session.ts";
import { sessionEnd } from "../../api/session-end.ts";
import { paths } from "../../paths.ts";
import { ProblemAlert } from "../problem-alert.tsx";
import { Header } from "./header.tsx";
import { LostBanner } from "./lost-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { SignInAgain } from "./sign-in-again.tsx";

function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const isSessionEnded = useSyncExternalStore(sessionEnd.subscribe, sessionEnd.isEnded);
  const liveness = useLiveEvents(isSessionEnded);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere is done with the menu.
  useEffect(close, [pathname]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 224, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <AppShell.Header>
        <Header isMenuOpen={isOpen} onMenu={toggle} />
      </AppShell.Header>
      <AppShell.Navbar>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main>
        {liveness === "lost" && <LostBanner />}
        <Outlet />
      </AppShell.Main>
      {isSessionEnded && <SignInAgain />}
    </AppShell>
  );
}

export function Shell() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (session === undefined)
    return (
      <Center mih="100vh" p="md">
        {error === null ? <Loader aria-label="Loading" /> : <ProblemAlert error={error} onRetry={refetch} />}
      </Center>
    );
  if (session.principal !== null) return <Frame />;
  const asked = `${pathname}${search}`;
  return (
    <Navigate replace to={asked === "/" ? paths.signIn : `${paths.signIn}?to=${encodeURIComponent(asked)}`} />
  );
}
