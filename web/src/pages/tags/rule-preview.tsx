// On how many assets a tag with a rule would be, before it is saved.

import { Alert, Anchor, List, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { isProblem } from "../../api/problem.ts";
import { tagPreviewQuery } from "../../api/tags.ts";
import { counted } from "../../components/moment-words.ts";
import { wordsOf } from "../../components/problem-alert.tsx";
import { paths } from "../../paths.ts";

const settledMs = 350;

export function RulePreview({ rule }: { readonly rule: string }) {
  const [settled] = useDebouncedValue(rule.trim(), settledMs);
  const isEmpty = settled === "";
  const { data, error, isPlaceholderData } = useQuery({
    ...tagPreviewQuery(settled),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
  });
  if (isEmpty)
    return <Text size="sm">Write a rule, and here stands on how many assets the tag would be.</Text>;
  // The editor says what is wrong, and where.
  if (isProblem(error, "query.invalid")) return <Text size="sm">The rule is not understood yet.</Text>;
  if (error !== null) return <Text size="sm">It cannot be counted: {wordsOf(error)}</Text>;
  if (data === undefined) return <Text size="sm">Counting assets…</Text>;
  const { activeAssets, retiredAssets, warnings } = data;
  return (
    <>
      <Text
        size="sm"
        role="status"
        c={isPlaceholderData ? "dimmed" : undefined}
        aria-busy={isPlaceholderData}
      >
        The tag would be on <b>{counted(activeAssets, "active asset")}</b>
        {retiredAssets > 0 && ` and ${counted(retiredAssets, "retired one")}`}.{" "}
        <Anchor component={Link} to={paths.assets({ query: settled })} target="_blank" underline="always">
          Look at them in a new tab
        </Anchor>
      </Text>
      {warnings.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="Is that what you mean?">
          <List size="sm">
            {warnings.map(({ message, from, code }) => (
              <List.Item key={`${code} ${from}`}>{message}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}
