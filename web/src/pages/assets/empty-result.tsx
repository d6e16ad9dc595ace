// Where a search finds nothing: why that may be, and what to do.

import { Button, Group } from "@mantine/core";
import { IconDevices, IconSearchOff } from "@tabler/icons-react";
import { Link } from "react-router";
import { EmptyState } from "../../components/empty-state.tsx";
import { paths } from "../../paths.ts";
import { termsOf, withoutTerm, withTerm } from "./query-terms.ts";

interface EmptyResultProps {
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

function NothingFound({ query, onSearch }: EmptyResultProps) {
  const last = termsOf(query).at(-1);
  const isOneOfMany = termsOf(query).length > 1;
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No asset is found"
      action={
        <Group gap="xs" justify="center">
          {isOneOfMany && last !== undefined && (
            <Button variant="default" maw="100%" onClick={() => onSearch(withoutTerm(query, last))}>
              Take off the last condition
            </Button>
          )}
          <Button
            variant="default"
            onClick={() => onSearch(withTerm(query, "lifecycle.state: [active, retired]"))}
          >
            Search retired assets, too
          </Button>
          <Button onClick={() => onSearch("")}>Show all assets</Button>
        </Group>
      }
    >
      Perhaps a word is spelt otherwise: without quotes, words may be parts of longer ones, and an asterisk
      stands for anything.
    </EmptyState>
  );
}

export function EmptyResult({ query, onSearch }: EmptyResultProps) {
  if (query.trim() !== "") return <NothingFound query={query} onSearch={onSearch} />;
  return (
    <EmptyState
      icon={IconDevices}
      title="There are no assets yet"
      action={
        <Button component={Link} to={paths.connections}>
          Go to the connections
        </Button>
      }
    >
      Assets come with the first sync run of a connection. What is retired is shown by{" "}
      <code>lifecycle.state: retired</code>.
    </EmptyState>
  );
}
