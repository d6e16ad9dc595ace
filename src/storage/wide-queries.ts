// Lets queries of very many conditions take turns, so that they never hold all threads of the embedded store at once.

import type { AssetQuery } from "../core/asset-query.ts";

/** Each may look through all assets, in some tenth of a second for a million of them. */
const manyConditions = 100;

function countConditions(query: AssetQuery): number {
  if (query.kind === "not") return countConditions(query.term);
  if (!("terms" in query)) return 1;
  return query.terms.reduce((sum, term) => sum + countConditions(term), 0);
}

/** Does the work: at once, or where the query has very many conditions after that of all such ones before it. */
export type QueryTurns = <Result>(query: AssetQuery, work: () => Promise<Result>) => Promise<Result>;

export function createQueryTurns(): QueryTurns {
  let before: Promise<unknown> = Promise.resolve();
  return (query, work) => {
    if (countConditions(query) < manyConditions) return work();
    const turn = before.then(work);
    before = turn.catch(() => undefined);
    return turn;
  };
}
