// Where a sign-in leads: never to anybody else's address.

import { expect, test } from "vitest";
import { destinationOf } from "./destination.ts";

const origin = "https://rollcall.example";

test("[WB3] a sign-in leads to addresses of ours alone", () => {
  expect(destinationOf(null, origin)).toBe("/");
  expect(destinationOf("/assets?query=a%20b", origin)).toBe("/assets?query=a%20b");
  expect(destinationOf(`${origin}/tags`, origin)).toBe("/tags");
  for (const foreign of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/.//evil.example",
    `${origin}//evil.example`,
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[",
  ])
    expect([foreign, destinationOf(foreign, origin)]).toEqual([foreign, "/"]);
});

test("[WB154] no sign-in leads to the API", () => {
  for (const asked of ["/api/v1/session/oidc", `${origin}/api/v1/me`, "/x/../api/v1/me", "/%61p%69/v1/me"])
    expect([asked, destinationOf(asked, origin)]).toEqual([asked, "/"]);
});
