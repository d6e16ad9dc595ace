// Tags: reading them.

import { queryOptions } from "@tanstack/react-query";
import type { TagView } from "../../../src/contract/tag.ts";
import { keys } from "./keys.ts";
import { readEvery } from "./pages.ts";

export const tagsQuery = queryOptions({
  queryKey: keys.tags,
  queryFn: ({ signal }) => readEvery<TagView>("/tags", {}, signal),
});
