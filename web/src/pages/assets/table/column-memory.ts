// The columns that somebody chose last, kept in their browser: what they see where an address names none.

const name = "rollcall.asset-columns";

/** A browser that keeps nothing for this page has no choice to tell. */
export function rememberedColumns(): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function rememberColumns(columns: string): void {
  try {
    localStorage.setItem(name, columns);
  } catch {
    // The address has them all the same.
  }
}
