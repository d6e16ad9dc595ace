// Which kind of operating system a name stands for: sources spell them in many ways.

export const operatingSystemCategories = ["Windows", "macOS", "iOS", "Android", "Linux", "other"] as const;
export type OperatingSystemCategory = (typeof operatingSystemCategories)[number];

/** The first that matches counts: `iPadOS` is iOS before `MacMDM` is macOS, and `Windows Phone` is Windows. */
const spellings: readonly (readonly [RegExp, OperatingSystemCategory])[] = [
  [/^win/i, "Windows"],
  [/^i(os|pados|phone|pad|pod)/i, "iOS"],
  [/^(mac|os ?x|darwin)/i, "macOS"],
  [/android|^aosp/i, "Android"],
  [/linux|ubuntu|debian|red ?hat|rhel|centos|fedora|suse|chromeos/i, "Linux"],
];

/** Null where the name is empty or missing. */
export function operatingSystemCategory(name: string | null): OperatingSystemCategory | null {
  const trimmed = name?.trim() ?? "";
  if (trimmed === "") return null;
  return spellings.find(([spelling]) => spelling.test(trimmed))?.[1] ?? "other";
}
