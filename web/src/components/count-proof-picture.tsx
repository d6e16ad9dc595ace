// The count proof as a picture: the tenant's count against what stands for its devices here.

import { Badge, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { type CountProof, type ProofPart, partsOf, staleWords } from "./count-proof-parts.ts";
import styles from "./count-proof-picture.module.css";
import { wholeNumber } from "./moment-words.ts";

function Bars({ proof, parts }: { readonly proof: CountProof; readonly parts: readonly ProofPart[] }) {
  const total = Math.max(
    1,
    proof.tenant,
    parts.reduce((sum, { count }) => sum + count, 0),
  );
  const width = (count: number): string => `${(100 * count) / total}%`;
  return (
    <Stack gap={6} role="img" aria-label={proof.words}>
      <Text size="xs" c="dimmed">
        The tenant counts {wholeNumber(proof.tenant)}
      </Text>
      <div className={styles.bar}>
        <div className={`${styles.part} ${styles.tenant}`} style={{ width: width(proof.tenant) }} />
      </div>
      <Text size="xs" c="dimmed">
        Where they are
      </Text>
      <div className={styles.bar}>
        {parts.map(({ name, label, count }) => (
          <div
            key={name}
            className={`${styles.part} ${styles[name]}`}
            style={{ width: width(count) }}
            title={`${label}: ${wholeNumber(count)}`}
          />
        ))}
      </div>
    </Stack>
  );
}

function Legend({ parts }: { readonly parts: readonly ProofPart[] }) {
  return (
    <Group component="ul" gap="lg" align="flex-start" m={0} p={0} style={{ listStyle: "none" }}>
      {parts.map(({ name, label, count, note }) => (
        <Group key={name} component="li" gap={8} wrap="nowrap" align="flex-start" maw={260}>
          <div className={`${styles.swatch} ${styles[name]}`} aria-hidden />
          <div>
            <Text size="sm">
              <Text span fw={600} inherit>
                {wholeNumber(count)}
              </Text>{" "}
              {label}
            </Text>
            {note !== null && (
              <Text size="xs" c="dimmed">
                {note}
              </Text>
            )}
          </div>
        </Group>
      ))}
    </Group>
  );
}

function Verdict({ proof: { explained, difference } }: { readonly proof: CountProof }) {
  return explained ? (
    <Badge color="green" variant="light" tt="none" size="lg" leftSection={<IconCircleCheck size={14} />}>
      Every device is accounted for
    </Badge>
  ) : (
    <Badge color="yellow" variant="light" tt="none" size="lg" leftSection={<IconAlertTriangle size={14} />}>
      {wholeNumber(Math.abs(difference))} unexplained
    </Badge>
  );
}

export function CountProofPicture({ proof }: { readonly proof: CountProof }) {
  const parts = partsOf(proof);
  const stale = staleWords(proof);
  return (
    <Stack gap="md">
      <Group>
        <Verdict proof={proof} />
      </Group>
      <Bars proof={proof} parts={parts} />
      <Legend parts={parts} />
      <Text size="sm">{proof.words}</Text>
      {stale !== null && (
        <Text size="xs" c="dimmed">
          {stale}
        </Text>
      )}
    </Stack>
  );
}
