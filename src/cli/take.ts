// Takes the first items of a listing, and says when there are more.

/** `more` is whether the listing goes on. */
export async function take<Item>(
  items: AsyncIterable<Item>,
  limit: number,
): Promise<{ readonly taken: readonly Item[]; readonly more: boolean }> {
  const taken: Item[] = [];
  for await (const item of items) {
    if (taken.length === limit) return { taken, more: true };
    taken.push(item);
  }
  return { taken, more: false };
}
