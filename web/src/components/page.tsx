// The frame of each page: its heading, which is the document's title as well, what can be done, and its content.

import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** One sentence below the heading. */
  readonly lead?: ReactNode;
  /** The pages above this one, the highest first. */
  readonly above?: readonly { readonly label: string; readonly to: string }[];
  /** Beside the heading, e.g. a state. */
  readonly beside?: ReactNode;
  /** Buttons at the right. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

function Above({ above }: Required<Pick<PageProps, "above">>) {
  return (
    <Breadcrumbs component="nav" aria-label="Pages above this one" style={{ flexWrap: "wrap" }}>
      {above.map(({ label, to }) => (
        <Anchor
          key={to}
          component={Link}
          to={to}
          size="sm"
          underline="always"
          truncate
          maw="min(24rem, 80vw)"
          title={label}
        >
          {label}
        </Anchor>
      ))}
    </Breadcrumbs>
  );
}

export function Page({ title, lead, above = [], beside, actions, children }: PageProps) {
  return (
    <Stack gap="md">
      <title>{`${title} · Rollcall`}</title>
      <Stack gap={8}>
        {above.length > 0 && <Above above={above} />}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Group gap="sm" flex="1 1 20rem" miw={0}>
            {/* Focused when somebody comes here from another page. */}
            <Title
              order={1}
              tabIndex={-1}
              className={classes.heading}
              lineClamp={4}
              title={title.length > 60 ? title : undefined}
            >
              {title}
            </Title>
            {beside}
          </Group>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
        {lead !== undefined && (
          <Text c="dimmed" maw={900} component="div">
            {lead}
          </Text>
        )}
      </Stack>
      {children}
    </Stack>
  );
}
