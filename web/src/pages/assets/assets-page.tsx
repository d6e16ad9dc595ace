// Searches the inventory.

import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { Page } from "../../components/page.tsx";
import { useSearchAddress } from "./search-address.ts";
import { AssetTable } from "./table/asset-table.tsx";

export function AssetsPage() {
  const search = useSearchAddress();
  const { data } = useQuery({
    queryKey: [...keys.assets, "count", search.query],
    queryFn: ({ signal }) => read<{ count: number }>("/assets/count", { query: search.query }, signal),
  });
  return (
    <Page title="Assets">
      <AssetTable search={search} total={data?.count} />
    </Page>
  );
}
