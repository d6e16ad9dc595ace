// The query language at a glance: its most used forms, each an example that can be tried.

import { Anchor, Button, Drawer, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHelpCircle } from "@tabler/icons-react";
import { QueryText } from "../../components/query-editor/query-text.tsx";
import { languageExamples } from "./language-examples.ts";
import styles from "./language-help.module.css";

interface LanguageHelpProps {
  readonly onTry: (text: string) => void;
}

function Examples({ onTry }: LanguageHelpProps) {
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed">
        Press an example to search for it. In the bar, Ctrl Space says what may be written next.
      </Text>
      {languageExamples.map(({ title, words, examples }) => (
        <Stack key={title} gap={6}>
          <Title order={3} size="sm">
            {title}
          </Title>
          <Text size="sm">{words}</Text>
          {examples.map(({ text, meaning }) => (
            <UnstyledButton key={text} className={styles.example} onClick={() => onTry(text)}>
              <QueryText text={text} />
              <Text size="xs" c="dimmed">
                {meaning}
              </Text>
            </UnstyledButton>
          ))}
        </Stack>
      ))}
      <Text size="sm">
        Everything about the language is in <code>docs/query-language.md</code> of Rollcall.{" "}
        <Anchor href="/api/v1/openapi.json" underline="always" inherit>
          Programs ask the same
        </Anchor>
        .
      </Text>
    </Stack>
  );
}

export function LanguageHelp({ onTry }: LanguageHelpProps) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconHelpCircle size={16} aria-hidden />}
        onClick={open}
      >
        Query help
      </Button>
      <Drawer
        opened={isOpen}
        onClose={close}
        position="right"
        title="How to write a query"
        closeButtonProps={{ "aria-label": "Close" }}
        // The page has a banner already.
        attributes={{ header: { role: "presentation" } }}
      >
        <Examples
          onTry={(text) => {
            onTry(text);
            close();
          }}
        />
      </Drawer>
    </>
  );
}
