// Searches the inventory: the query bar, facets, and what is found. Each is asked for by itself.

import { Box, Button, Drawer, Stack, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { assetCountQuery } from "../../api/assets.ts";
import { isProblem } from "../../api/problem.ts";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import type { ServerNote } from "../../components/query-editor/editor-notes.tsx";
import { notesOf } from "../../components/query-editor/query-notes.ts";
import styles from "./assets-page.module.css";
import { EmptyResult } from "./empty-result.tsx";
import { FacetList } from "./facet-list.tsx";
import { RefusedQuery } from "./refused-query.tsx";
import { ResultHead } from "./result-head.tsx";
import { type AssetSearchState, useSearchAddress } from "./search-address.ts";
import { SearchBar } from "./search-bar.tsx";
import { SearchTerms } from "./search-terms.tsx";
import { AssetTable } from "./table/asset-table.tsx";
import { type QueryDraft, useQueryDraft } from "./use-query-draft.ts";

interface PartProps {
  readonly search: AssetSearchState;
  readonly draft: QueryDraft;
}

/** What the server says is wrong with the query, where it was not told before it was asked. */
function refusalOf(error: Error | null): readonly ServerNote[] {
  return isProblem(error, "query.invalid") ? (error.problem.errors ?? []) : [];
}

function FacetDrawer({ draft, query }: { readonly draft: QueryDraft; readonly query: string }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        hiddenFrom="lg"
        variant="subtle"
        size="compact-sm"
        leftSection={<IconFilter size={16} aria-hidden />}
        onClick={open}
      >
        Narrow down
      </Button>
      <Drawer
        opened={isOpen}
        onClose={close}
        title="Narrow down"
        size="xs"
        closeButtonProps={{ "aria-label": "Close" }}
        // The page has a banner already.
        attributes={{ header: { role: "presentation" } }}
      >
        <FacetList query={query} base={draft.base} onSearch={draft.search} />
      </Drawer>
    </>
  );
}

function Found({ search, draft }: PartProps) {
  const { query } = search;
  const { data, error, isPlaceholderData, refetch } = useQuery(assetCountQuery(query));
  const head = (data !== undefined || error === null) && (
    <ResultHead query={query} count={data?.count} isOld={isPlaceholderData} onSearch={draft.search} />
  );
  const isNone = data?.count === 0 && !isPlaceholderData;
  return (
    <Stack gap="sm">
      {error !== null && (
        <ProblemAlert error={error} title="The assets could not be counted" onRetry={refetch} />
      )}
      {isNone ? (
        <>
          {head}
          <EmptyResult query={query} onSearch={draft.search} />
        </>
      ) : (
        <AssetTable search={search} total={isPlaceholderData ? undefined : data?.count} head={head} />
      )}
    </Stack>
  );
}

function Result({ search, draft }: PartProps) {
  const { query } = search;
  return (
    <Stack gap="md">
      <SearchTerms query={query} onSearch={draft.search} />
      <div className={styles.columns}>
        <Box component="aside" aria-labelledby="facets" visibleFrom="lg" className={styles.facets}>
          <Title order={2} id="facets" size="md" mb="xs">
            Narrow down
          </Title>
          <FacetList query={query} base={draft.base} onSearch={draft.search} />
        </Box>
        <section aria-label="Assets found" className={styles.found}>
          <Found search={search} draft={draft} />
        </section>
      </div>
    </Stack>
  );
}

export function AssetsPage() {
  const search = useSearchAddress();
  const draft = useQueryDraft(search);
  const isRead = notesOf(search.query).every(({ isError }) => !isError);
  const { error } = useQuery({ ...assetCountQuery(search.query), enabled: isRead });
  const refusal = refusalOf(error);
  const isFound = isRead && refusal.length === 0;
  return (
    <Page title="Assets">
      <SearchBar draft={draft} errors={draft.text === search.query ? refusal : []}>
        {isFound && <FacetDrawer draft={draft} query={search.query} />}
      </SearchBar>
      {isFound ? <Result search={search} draft={draft} /> : <RefusedQuery onSearch={draft.search} />}
    </Page>
  );
}
