// Lets `/` find the query bar of the page that has one.

let focus: (() => void) | null = null;

export const searchFocus = {
  /** The page with a query bar says how it is focused, until the answered function is called. */
  offer(offered: () => void): () => void {
    focus = offered;
    return () => {
      if (focus === offered) focus = null;
    };
  },
  /** Focuses it; false where the page has none. */
  take(): boolean {
    focus?.();
    return focus !== null;
  },
};
