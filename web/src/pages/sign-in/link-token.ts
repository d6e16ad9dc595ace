// The token of the one-time link: taken from the address, where it does not stay.

import { useEffect, useState } from "react";
import { useLocation } from "react-router";

/** Empty where the link is not whole. */
export function useLinkToken(): string {
  const location = useLocation();
  const [token, setToken] = useState("");
  const shown = location.hash.slice(1);
  if (shown !== "" && shown !== token) setToken(shown);
  // A token that is still good is neither for the address bar nor for the browser's history.
  useEffect(() => {
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  }, [location]);
  return token;
}
