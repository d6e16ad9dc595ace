// The first thing that the keyboard comes to: it leads past everything that stands around each page.

import { mainId } from "./page-focus.ts";
import classes from "./skip-link.module.css";

export function SkipLink() {
  return (
    <a
      className={classes.link}
      href={`#${mainId}`}
      onClick={(event) => {
        // The address stays: it says what is shown.
        event.preventDefault();
        document.getElementById(mainId)?.focus();
      }}
    >
      Skip to the page
    </a>
  );
}
