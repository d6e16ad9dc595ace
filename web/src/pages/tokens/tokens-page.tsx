// Tokens by which programs ask the API.

import { Anchor, Button } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { ApiTokenView } from "../../../../src/contract/token.ts";
import { keys } from "../../api/keys.ts";
import { useListing } from "../../api/use-listing.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { OnlyFor } from "../../components/not-allowed.tsx";
import { Page } from "../../components/page.tsx";
import { NewToken } from "./new-token.tsx";
import { RemoveToken } from "./remove-token.tsx";
import { TokenTable } from "./token-table.tsx";

const lead = (
  <>
    With a token a program asks the API as you could yourself.{" "}
    <Anchor href="/api/v1/docs/" underline="always" inherit>
      What the API does
    </Anchor>
  </>
);

function Tokens() {
  const listing = useListing<ApiTokenView>(keys.tokens, "/tokens");
  const [isNew, setIsNew] = useState(false);
  const [unwanted, setUnwanted] = useState<ApiTokenView | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setIsNew(true)}>
      New token
    </Button>
  );
  return (
    <Page title="API tokens" lead={lead} actions={add}>
      <ListingFrame
        listing={listing}
        empty={
          <EmptyState icon={IconKey} title="There are no API tokens." action={add}>
            Make one for each program, with the lowest role that is enough for it.
          </EmptyState>
        }
      >
        <TokenTable tokens={listing.items} onRemove={setUnwanted} />
      </ListingFrame>
      <NewToken isOpen={isNew} onClose={() => setIsNew(false)} />
      {unwanted !== null && <RemoveToken token={unwanted} onClose={() => setUnwanted(null)} />}
    </Page>
  );
}

export function TokensPage() {
  return (
    <OnlyFor atLeast="administrator" title="API tokens">
      <Tokens />
    </OnlyFor>
  );
}
