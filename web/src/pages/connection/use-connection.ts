// The connection whose page this is: the frame shows a tab only once it is read.

import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { connectionQuery } from "../../api/connections.ts";

export function useConnection(): ConnectionView {
  return useSuspenseQuery(connectionQuery(Number(useParams().id))).data.value;
}
