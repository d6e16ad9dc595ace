// A facet: its values with the most assets, and the others when asked for.

import { Box, Button, Group, Text, Title, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId } from "react";
import { counted } from "../../components/moment-words.ts";
import { FacetValue } from "./facet-value.tsx";
import { type FacetView, facetTitles, rawValue, valueWords } from "./facet-words.ts";
import styles from "./facets.module.css";

interface FacetSectionProps {
  readonly facet: FacetView;
  readonly total: number;
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

const fewValues = 6;

function Values({ facet, total, query, onSearch }: FacetSectionProps) {
  const [isWhole, { toggle }] = useDisclosure(false);
  const { name, values, moreValues } = facet;
  const rest = values.length - fewValues;
  return (
    <>
      <ul className={styles.values}>
        {values.slice(0, isWhole ? undefined : fewValues).map(({ label, query: term, count }) => (
          <FacetValue
            key={`${label} ${term}`}
            facetTitle={facetTitles[name]}
            label={valueWords(name, label)}
            raw={rawValue(name, label)}
            count={count}
            total={total}
            term={term}
            query={query}
            onSearch={onSearch}
          />
        ))}
      </ul>
      {rest > 0 && (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={toggle}
          aria-expanded={isWhole}
          aria-label={`${facetTitles[name]}: ${isWhole ? "show fewer" : `show ${rest} more`}`}
        >
          {isWhole ? "Show fewer" : `Show ${rest} more`}
        </Button>
      )}
      {isWhole && moreValues > 0 && (
        <Text size="xs" c="dimmed" px={6}>
          {counted(moreValues, "value")} besides, with fewer assets: write a query for them.
        </Text>
      )}
    </>
  );
}

export function FacetSection(props: FacetSectionProps) {
  const [isOpen, { toggle }] = useDisclosure(true);
  const id = useId();
  const Sign = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Box>
      <Title order={3} size="sm">
        <UnstyledButton
          onClick={toggle}
          aria-expanded={isOpen}
          aria-controls={id}
          w="100%"
          py={2}
          fz="sm"
          fw={600}
        >
          <Group gap={4} wrap="nowrap">
            <Sign size={16} aria-hidden />
            {facetTitles[props.facet.name]}
          </Group>
        </UnstyledButton>
      </Title>
      <Box id={id} hidden={!isOpen}>
        {isOpen && <Values {...props} />}
      </Box>
    </Box>
  );
}
