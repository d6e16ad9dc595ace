// A value of a facet: how many of what is found have it, and the ways to search on with it.

import { Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCircleMinus, IconFocus2 } from "@tabler/icons-react";
import { wholeNumber } from "../../components/moment-words.ts";
import styles from "./facets.module.css";
import { excluded, termState, toggled } from "./query-terms.ts";

interface FacetValueProps {
  readonly facetTitle: string;
  readonly label: string;
  /** As the source has it, where that is another word; shown on hover. */
  readonly raw: string;
  readonly count: number;
  readonly total: number;
  /** The value's own query; null where none can ask for it. */
  readonly term: string | null;
  /** The search that it is added to. */
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

function Share({ count, total }: Pick<FacetValueProps, "count" | "total">) {
  const share = total === 0 ? 0 : Math.min(1, count / total);
  return (
    <span className={styles.track} aria-hidden>
      <span className={styles.share} style={{ width: `${share * 100}%` }} />
    </span>
  );
}

function Ways({ facetTitle, label, term, query, onSearch }: FacetValueProps & { readonly term: string }) {
  const name = `${facetTitle} ${label}`;
  return (
    <span className={styles.ways}>
      <UnstyledButton
        className={styles.way}
        aria-label={`Only ${name}`}
        title="Only this: leave everything else of the query"
        onClick={() => onSearch(term)}
      >
        <IconFocus2 size={15} aria-hidden />
      </UnstyledButton>
      <UnstyledButton
        className={styles.way}
        aria-label={`Exclude ${name}`}
        title="Exclude"
        onClick={() => onSearch(excluded(query, term))}
      >
        <IconCircleMinus size={15} aria-hidden />
      </UnstyledButton>
    </span>
  );
}

export function FacetValue(props: FacetValueProps) {
  const { facetTitle, label, raw, count, total, term, query, onSearch } = props;
  const isAsked = term !== null && termState(query, term) === "asked";
  const content = (
    <>
      <span className={styles.words}>
        {isAsked && <IconCheck size={14} aria-hidden className={styles.check} />}
        <Text size="sm" span truncate title={raw} fw={isAsked ? 600 : undefined}>
          <VisuallyHidden>{facetTitle} </VisuallyHidden>
          {label}
        </Text>{" "}
        <Text size="sm" span className={styles.count}>
          {wholeNumber(count)}
          <VisuallyHidden>{count === 1 ? " asset" : " assets"}</VisuallyHidden>
        </Text>
      </span>
      <Share count={count} total={total} />
    </>
  );
  if (term === null) return <li className={styles.row}>{content}</li>;
  return (
    <li className={styles.row}>
      <UnstyledButton
        className={styles.value}
        aria-pressed={isAsked}
        onClick={() => onSearch(toggled(query, term))}
      >
        {content}
      </UnstyledButton>
      <Ways {...props} term={term} />
    </li>
  );
}
