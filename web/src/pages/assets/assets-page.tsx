// Searches the inventory.

import { useState } from "react";
import { Page } from "../../components/page.tsx";
import { QueryEditor } from "../../components/query-editor/query-editor.tsx";
import { useSearchAddress } from "./search-address.ts";

export function AssetsPage() {
  const { query, setQuery } = useSearchAddress();
  const [text, setText] = useState(query);
  return (
    <Page title="Assets">
      <QueryEditor label="Query" value={text} onChange={setText} onSubmit={() => setQuery(text)} />
    </Page>
  );
}
