// The connection whose page this is: the frame shows a tab only once it is read.

import { useSuspenseQuery } from "@tanstack/react-query";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { connectionQuery } from "../../api/connections.ts";
import { useConnectionId } from "./use-connection-id.ts";

export function useConnection(): ConnectionView {
  return useSuspenseQuery(connectionQuery(useConnectionId())).data.value;
}
