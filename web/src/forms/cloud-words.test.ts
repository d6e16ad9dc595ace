// Where a cloud is reached.

import { expect, test } from "vitest";
import { hostsInWords } from "./cloud-words.ts";

const cloud = (loginUrl: string, graphUrl: string) => ({ name: "own", loginUrl, graphUrl });

test("[WB171] a host is told with its port where that is not the one of HTTPS", () => {
  const global = cloud("https://login.microsoftonline.com", "https://graph.microsoft.com");
  expect(hostsInWords(global)).toBe("login.microsoftonline.com and graph.microsoft.com");
  const own = cloud("https://login.contoso.example", "http://127.0.0.1:8443");
  expect(hostsInWords(own)).toBe("login.contoso.example and 127.0.0.1:8443");
});
