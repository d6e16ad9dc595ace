// Microsoft's clouds: where to get a token, and where Graph answers (learn.microsoft.com/graph/deployments).

import type { Cloud } from "../core/connection.ts";

export const entraClouds: readonly Cloud[] = [
  {
    name: "global",
    loginUrl: "https://login.microsoftonline.com",
    graphUrl: "https://graph.microsoft.com",
  },
  {
    name: "us_gov_l4",
    loginUrl: "https://login.microsoftonline.us",
    graphUrl: "https://graph.microsoft.us",
  },
  {
    name: "us_gov_l5",
    loginUrl: "https://login.microsoftonline.us",
    graphUrl: "https://dod-graph.microsoft.us",
  },
  {
    name: "china",
    loginUrl: "https://login.partner.microsoftonline.cn",
    graphUrl: "https://microsoftgraph.chinacloudapi.cn",
  },
];
