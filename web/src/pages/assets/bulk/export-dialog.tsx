// Exports all that a search finds into a file.

import { Button, Group, Modal, Radio, Stack, TagsInput, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiUrl } from "../../../api/client.ts";
import { readAnew } from "../../../api/read-anew.ts";
import { sessionQuery } from "../../../api/session.ts";
import { sessionEnd } from "../../../api/session-end.ts";
import { counted } from "../../../components/moment-words.ts";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { assetColumns } from "../table/columns.tsx";

interface ExportProps {
  readonly query: string;
  /** Those that the table shows. */
  readonly columns: readonly string[];
  readonly total: number | undefined;
}

type Format = "csv" | "ndjson";

/**
 * Begins the download once somebody is known to be signed in: of a download that is refused only the browser would tell, and not why.
 */
function useDownload(onBegun: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (address: string): Promise<void> => {
      await readAnew(client, sessionQuery);
      if (sessionEnd.isEnded()) return;
      const link = document.createElement("a");
      link.href = address;
      link.download = "";
      link.click();
      onBegun();
    },
  });
}

function exportAddress(query: string, format: Format, columns: readonly string[]): string {
  return apiUrl("/assets/export", { query, format, columns: columns.join(",") });
}

/** The server exports whatever the table can show. */
const everyColumn = [...assetColumns.keys()];

function ExportForm({ query, columns, total, onDone }: ExportProps & { readonly onDone: () => void }) {
  const [format, setFormat] = useState<Format>("csv");
  const [extent, setExtent] = useState<"shown" | "all">("shown");
  const [attributes, setAttributes] = useState<string[]>([]);
  const download = useDownload(onDone);
  const named = [
    ...(extent === "shown" ? columns : everyColumn),
    ...attributes.map((name) => `attribute.${name}`),
  ];
  const count = total === undefined ? "All assets" : counted(total, "asset");
  return (
    <Stack>
      <Text size="sm">{count} that the query finds, one in each line.</Text>
      <Radio.Group label="Format" value={format} onChange={(value) => setFormat(value as Format)}>
        <Stack gap="xs" mt={6}>
          <Radio
            value="csv"
            label="CSV"
            description="For a spreadsheet, which takes none of it for a formula."
          />
          <Radio value="ndjson" label="NDJSON" description="For programs: one JSON object in each line." />
        </Stack>
      </Radio.Group>
      <Radio.Group label="Columns" value={extent} onChange={(value) => setExtent(value as "shown" | "all")}>
        <Stack gap="xs" mt={6}>
          <Radio value="shown" label={`Those that the table shows (${columns.length})`} />
          <Radio value="all" label={`All (${everyColumn.length})`} />
        </Stack>
      </Radio.Group>
      <TagsInput
        label="Attributes besides"
        description="By their names in the transform map, e.g. department. Press Enter after each."
        value={attributes}
        onChange={setAttributes}
        splitChars={[","]}
        acceptValueOnBlur
        clearable
      />
      {download.error !== null && <ProblemAlert error={download.error} title="The assets are not exported" />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={download.isPending}
          onClick={() => download.mutate(exportAddress(query, format, named))}
        >
          Download
        </Button>
      </Group>
    </Stack>
  );
}

export function ExportButton(props: ExportProps) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconDownload size={16} aria-hidden />}
        disabled={props.total === 0}
        onClick={open}
      >
        Export
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title="Export assets"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <ExportForm {...props} onDone={close} />
      </Modal>
    </>
  );
}
