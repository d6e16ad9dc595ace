// The frame of each step: its heading, what is entered, instructions beside it, and the way on.

import { Box, Fieldset, Grid, Group, Paper, Stack, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import classes from "./step-frame.module.css";

interface StepFrameProps {
  readonly title: string;
  readonly lead: string;
  /** Beside what is entered; below it on narrow screens. */
  readonly aside: ReactNode;
  /** What was refused, or has to be done first. */
  readonly told?: ReactNode;
  readonly buttons: ReactNode;
  /** What Enter does in a field; false where something that was entered is wrong. */
  readonly onSubmit: () => boolean;
  readonly children: ReactNode;
}

export function StepFrame({ title, lead, aside, told, buttons, onSubmit, children }: StepFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever has gone on reads from the beginning of the step.
  useEffect(() => heading.current?.focus(), []);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    if (onSubmit()) return;
    // What is wrong is marked by then.
    requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <form onSubmit={submit} noValidate aria-label={title}>
      <Grid gap={{ base: "lg", md: "xl" }}>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <Box>
              <Title order={2} ref={heading} tabIndex={-1} className={classes.heading}>
                {title}
              </Title>
              <Box c="dimmed" fz="sm">
                {lead}
              </Box>
            </Box>
            {children}
            {told}
            <Group justify="space-between" gap="sm">
              {buttons}
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Paper withBorder p="md" component="aside" aria-label="Instructions">
            {aside}
          </Paper>
        </Grid.Col>
      </Grid>
    </form>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Fields that belong together. */
export function Section({ title, children }: SectionProps) {
  return (
    <Fieldset legend={title} classNames={{ legend: classes.legend }}>
      {children}
    </Fieldset>
  );
}
