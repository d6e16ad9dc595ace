// One asset, with everything that is known of it.

import { Alert, Button, Skeleton, Stack, Tabs } from "@mantine/core";
import { IconArchive, IconDeviceDesktopQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useParams, useSearchParams } from "react-router";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { assetQuery, type ReachedBy } from "../../api/asset.ts";
import { isProblem } from "../../api/problem.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { Page } from "../../components/page.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { idIn, paths } from "../../paths.ts";
import { sortIn } from "../assets/search-address.ts";
import { AllProperties } from "./all-properties.tsx";
import { AssetHistory } from "./asset-history.tsx";
import { AssetJson } from "./asset-json.tsx";
import classes from "./asset-page.module.css";
import { AssetSources } from "./asset-sources.tsx";
import { AssetSummary } from "./asset-summary.tsx";
import { AssetTags } from "./asset-tags.tsx";
import { LifecycleBadge } from "./lifecycle-badge.tsx";
import { MappedFields } from "./mapped-fields.tsx";
import { NeighbourLinks } from "./neighbour-links.tsx";

const tabs = [
  { value: "overview", label: "Overview" },
  { value: "properties", label: "All properties" },
  { value: "history", label: "History" },
  { value: "json", label: "JSON" },
] as const;

function useReachedBy(): ReachedBy {
  const [params] = useSearchParams();
  return { query: params.get("query") ?? "", sort: sortIn(params) };
}

function NoSuchAsset() {
  return (
    <Page title="Asset not found">
      <EmptyState
        icon={IconDeviceDesktopQuestion}
        title="There is no such asset."
        action={
          <Button component={Link} to={paths.assets()}>
            Search the assets
          </Button>
        }
      >
        It was purged together with its connection, or the address is wrong. A device that merely left the
        source is still here, as a retired asset.
      </EmptyState>
    </Page>
  );
}

function AssetTabs({ asset }: { readonly asset: AssetDetailView }) {
  const [params, setParams] = useSearchParams();
  const asked = params.get("tab");
  const tab = tabs.find(({ value }) => value === asked)?.value ?? "overview";
  const choose = (value: string | null): void =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null || value === "overview") after.delete("tab");
        else after.set("tab", value);
        return after;
      },
      { replace: true },
    );
  return (
    <Tabs value={tab} onChange={choose} keepMounted={false}>
      <Tabs.List mb="md" className={classes.tabs ?? ""}>
        {tabs.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="overview">
        <Stack gap="lg">
          <MappedFields asset={asset} />
          <AssetSources asset={asset} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="properties">
        <AllProperties asset={asset} />
      </Tabs.Panel>
      <Tabs.Panel value="history">
        <AssetHistory assetId={asset.id} />
      </Tabs.Panel>
      <Tabs.Panel value="json">
        <AssetJson asset={asset} />
      </Tabs.Panel>
    </Tabs>
  );
}

function RetiredNote({ lifecycle: { words, retiredAt } }: Pick<AssetDetailView, "lifecycle">) {
  if (retiredAt === null) return null;
  return (
    <Alert color="orange" icon={<IconArchive />} title={words}>
      Since <Moment at={retiredAt} />. What is shown is how the source told it last; the asset is active again
      when its device comes back.
    </Alert>
  );
}

interface ShownAssetProps {
  readonly asset: AssetDetailView;
  readonly reachedBy: ReachedBy;
}

function ShownAsset({ asset, reachedBy }: ShownAssetProps) {
  const { search } = useLocation();
  return (
    <Page
      title={asset.name}
      above={[{ label: "Assets", to: paths.assets({ query: reachedBy.query, sort: reachedBy.sort }) }]}
      beside={<LifecycleBadge state={asset.lifecycle.state} />}
      actions={<NeighbourLinks assetId={asset.id} reachedBy={reachedBy} search={search} />}
    >
      <RetiredNote lifecycle={asset.lifecycle} />
      {/* What was asked for one asset is not another's. */}
      <AssetTags key={asset.id} asset={asset} />
      <AssetSummary asset={asset} />
      <AssetTabs asset={asset} />
    </Page>
  );
}

export function AssetPage() {
  const reachedBy = useReachedBy();
  const assetId = idIn(useParams().id);
  const { data: asset, error, refetch } = useQuery(assetQuery(assetId));
  if (assetId === null || isProblem(error, "asset.not_found")) return <NoSuchAsset />;
  if (asset !== undefined)
    return (
      <>
        {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
        <ShownAsset asset={asset} reachedBy={reachedBy} />
      </>
    );
  return (
    <Page title="Asset">
      {error !== null ? (
        <ProblemAlert error={error} title="The asset cannot be shown." onRetry={refetch} />
      ) : (
        <Stack aria-busy role="status" aria-label="Loading">
          <Skeleton h={100} />
          <Skeleton h={300} />
        </Stack>
      )}
    </Page>
  );
}
