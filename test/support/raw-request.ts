// Sends a request as it is written: `fetch` would tidy up the path, add headers of its own and unpack the body.

import { request } from "node:http";

export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** A character for each byte. */
  readonly text: string;
}

/** What a browser says when it goes somewhere. */
export const navigation = { "sec-fetch-mode": "navigate", accept: "text/html" };

export function askRaw(
  server: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<RawAnswer> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("latin1");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    sent.on("error", reject).end();
  });
}
