// A double click on a button is one click: the second one would ask for what the first has already begun.

import type { MouseEvent } from "react";

/** The keyboard's clicks are counted as none. */
export const onFirstClick =
  (work: () => void) =>
  ({ detail }: MouseEvent): void => {
    if (detail < 2) work();
  };
