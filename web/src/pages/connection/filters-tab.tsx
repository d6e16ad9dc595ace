// Which devices are imported: this connector takes no filters, and tags limit what is.

import { Alert, Anchor, Group, Stack, Text } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { connectionQuery } from "../../api/connections.ts";
import { useMay } from "../../api/session.ts";
import { paths } from "../../paths.ts";
import { Section, TabFrame } from "./tab-frame.tsx";
import { TagNames } from "./tag-names.tsx";
import { useConnectionId } from "./use-connection-id.ts";

export function FiltersTab() {
  const id = useConnectionId();
  const mayChange = useMay("operator");
  const { data: connection, error, refetch } = useQuery(connectionQuery(id));
  const tags = connection?.value.tags ?? [];
  return (
    <TabFrame
      title="Filters"
      lead="Which devices of the tenant are imported."
      error={error}
      onRetry={refetch}
    >
      {connection && (
        <Stack gap="lg" maw={820}>
          <Alert color="gray" icon={<IconFilterOff />} title="This connector takes no filters">
            <Text size="sm">
              Every device that the tenant has is read. Tags limit which of them are imported.
            </Text>
          </Alert>
          <Section title="Limited by tags">
            {tags.length === 0 ? (
              <Text size="sm">No tag is chosen: all devices are imported.</Text>
            ) : (
              <>
                <Text size="sm">
                  A device is imported when its asset has all of these tags. Others are counted as excluded
                  and kept out.
                </Text>
                <TagNames names={tags} />
              </>
            )}
            <Group>
              <Anchor component={Link} to={paths.connection(id, "credentials")} size="sm" underline="always">
                {mayChange
                  ? "Choose the tags under Credentials, General"
                  : "The tags are under Credentials, General"}
              </Anchor>
            </Group>
          </Section>
        </Stack>
      )}
    </TabFrame>
  );
}
