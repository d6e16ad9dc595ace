// In place of a result where the query cannot be read, as a link may bring it: the bar tells what is wrong, and where.

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

export function RefusedQuery({ onSearch }: { readonly onSearch: (query: string) => void }) {
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title="This query cannot be read" role="alert">
      <Stack gap="sm">
        <Text size="sm">
          Nothing was searched. What is wrong is underlined in the query and told below it: mend it, and
          search again.
        </Text>
        <Group>
          <Button size="xs" variant="default" onClick={() => onSearch("")}>
            Show all assets
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
