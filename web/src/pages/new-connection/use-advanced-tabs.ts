// What is typed in the advanced settings, until it is saved or thrown away.

import { useState } from "react";
import { hasSameLines } from "../../forms/map-lines.ts";
import type { SeverityEntry } from "../../forms/severity-form.tsx";
import type { Advanced } from "./advanced.ts";

export function useAdvancedTabs(saved: Advanced) {
  const [lines, setLines] = useState(saved.lines);
  const [severity, setSeverity] = useState<SeverityEntry>(saved.severityMap);
  return {
    lines,
    setLines,
    hasLinesChanged: !hasSameLines(lines, saved.lines),
    severity,
    setSeverity,
    hasSeverityChanged: JSON.stringify(severity) !== JSON.stringify(saved.severityMap),
    /** As it was saved last. */
    reset: (): void => {
      setLines(saved.lines);
      setSeverity(saved.severityMap);
    },
  };
}

export type AdvancedTabs = ReturnType<typeof useAdvancedTabs>;
