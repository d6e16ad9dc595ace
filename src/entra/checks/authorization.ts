// The fourth check: may this app read devices? Entra gives a token even to an app that may nothing.

import type { GraphClient } from "../../graph/client.ts";
import { ListPages } from "../../graph/list-pages.ts";
import type { Check } from "./check.ts";

const path = "/v1.0/devices?$top=1&$select=id";

export function authorizationCheck(client: () => GraphClient): Check {
  return async (evidence, signal) => {
    evidence.push({ label: "Request", value: `GET ${path}` });
    const { requestId } = await new ListPages(client(), "test_authorization", path).read(null, signal);
    if (requestId !== null) evidence.push({ label: "Request ID", value: requestId });
    return { summary: "The app may read the tenant's devices." };
  };
}
