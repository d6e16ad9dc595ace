// The conditions of a search, each with the way to take it off again.

import { Button, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { QueryText } from "../../components/query-editor/query-text.tsx";
import { termsOf, withoutTerm } from "./query-terms.ts";

interface SearchTermsProps {
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

export function SearchTerms({ query, onSearch }: SearchTermsProps) {
  const terms = [...new Set(termsOf(query))];
  if (terms.length < 2) return null;
  return (
    <Group gap={6} role="group" aria-label="Conditions">
      <Text size="sm" c="dimmed">
        All of:
      </Text>
      {terms.map((term) => (
        <Button
          key={term}
          variant="default"
          size="compact-sm"
          maw="100%"
          fw={400}
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={`Take off ${term}`}
          title={term}
          onClick={() => onSearch(withoutTerm(query, term))}
        >
          <QueryText text={term} lines={1} />
        </Button>
      ))}
      <Button variant="subtle" size="compact-sm" onClick={() => onSearch("")}>
        Take off all
      </Button>
    </Group>
  );
}
