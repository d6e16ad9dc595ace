// What something was done to: a link where it has a page, a name where it is known.

import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { someTokensQuery, someUsersQuery } from "../../api/access.ts";
import { paths } from "../../paths.ts";

const pagesOf: Readonly<Record<string, (id: number) => string>> = {
  connection: (id) => paths.connection(id),
  run: (id) => paths.run(id),
  asset: (id) => paths.asset(id),
};

const nouns: Readonly<Record<string, string>> = { token: "API token", user: "User" };

function useNameOf(noun: string, id: string): string | undefined {
  const { data: users } = useQuery(someUsersQuery);
  const { data: tokens } = useQuery(someTokensQuery);
  if (noun === "user") return users?.items.find((user) => user.id === id)?.email;
  return noun === "token" ? tokens?.items.find((token) => token.id === id)?.name : undefined;
}

/** `target` is e.g. `connection/12`. */
export function AuditTarget({ target }: { readonly target: string }) {
  const [noun = "", id = ""] = target.split("/", 2);
  const name = useNameOf(noun, id);
  const word = nouns[noun] ?? `${noun.charAt(0).toUpperCase()}${noun.slice(1).replaceAll("_", " ")}`;
  const page = pagesOf[noun];
  const words = `${word} ${name ?? id}`;
  if (page !== undefined && /^\d+$/.test(id))
    return (
      <Anchor component={Link} to={page(Number(id))} size="sm">
        {words}
      </Anchor>
    );
  return (
    <Text size="sm" lineClamp={2} title={target}>
      {words}
    </Text>
  );
}
