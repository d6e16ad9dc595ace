// In place of a page that the role may not see: says so plainly, and who can help.

import { Button } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { type Role, useMay, usePrincipal } from "../api/session.ts";
import { paths } from "../paths.ts";
import { EmptyState } from "./empty-state.tsx";
import { Page } from "./page.tsx";

const withArticle: Readonly<Record<Role, string>> = {
  viewer: "a viewer",
  operator: "an operator",
  administrator: "an administrator",
};

interface OnlyForProps {
  /** This role, or more. */
  readonly atLeast: Role;
  /** The page's heading. */
  readonly title: string;
  /** Asks the server for nothing before it is shown. */
  readonly children: ReactNode;
}

export function OnlyFor({ atLeast, title, children }: OnlyForProps) {
  const { name, role } = usePrincipal();
  if (useMay(atLeast)) return children;
  return (
    <Page title={title}>
      <EmptyState
        icon={IconLock}
        title={`This page is for ${atLeast}s.`}
        action={
          <Button component={Link} to={paths.dashboard} variant="default">
            Go to the dashboard
          </Button>
        }
      >
        You are signed in as {name}, {withArticle[role]}. Ask an administrator if you need more.
      </EmptyState>
    </Page>
  );
}
