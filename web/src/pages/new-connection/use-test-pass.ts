// Whether the settings as they are now have passed the connection test, and a little while ago.

import { useEffect, useState } from "react";
import type { TestEnd } from "../../api/connection-tests.ts";
import { type EnteredSettings, isSameTest } from "../../forms/entered-settings.ts";

/** `over`: it is too long ago. `changed`: something else was tested. */
export type TestStanding = "none" | "passed" | "changed" | "over";

interface Pass {
  readonly tested: EnteredSettings;
  readonly validForMs: number;
  readonly isOver: boolean;
}

interface TestPass {
  readonly standing: TestStanding;
  readonly accept: (tested: EnteredSettings, end: TestEnd) => void;
  /** The server says that it is too long ago. */
  readonly expire: () => void;
}

function standingOf(pass: Pass | null, settings: EnteredSettings): TestStanding {
  if (pass === null) return "none";
  if (!isSameTest(pass.tested, settings)) return "changed";
  return pass.isOver ? "over" : "passed";
}

export function useTestPass(settings: EnteredSettings): TestPass {
  const [pass, setPass] = useState<Pass | null>(null);
  useEffect(() => {
    if (pass === null || pass.isOver) return;
    const timer = setTimeout(() => setPass({ ...pass, isOver: true }), pass.validForMs);
    return () => clearTimeout(timer);
  }, [pass]);
  return {
    standing: standingOf(pass, settings),
    accept: (tested, { validForMs }) => setPass({ tested, validForMs, isOver: false }),
    expire: () => setPass((before) => before && { ...before, isOver: true }),
  };
}
