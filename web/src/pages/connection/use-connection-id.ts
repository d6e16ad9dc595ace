// Which connection a tab is about: the address says it.

import { useParams } from "react-router";

export const useConnectionId = (): number => Number(useParams().id);
