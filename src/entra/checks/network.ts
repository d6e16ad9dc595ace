// The first check: do the names resolve, and can both hosts be connected to?

import type { ConnectionSettings } from "../../core/connection.ts";
import { dial, hostAndPort, lookUp } from "../../graph/dial.ts";
import type { HttpPoolOptions } from "../../graph/http-pool.ts";
import { type HttpProxy, proxyFor } from "../../graph/proxy.ts";
import { secureContextOf } from "../../graph/trust.ts";
import { lookAtBoth } from "./both-hosts.ts";
import { type Check, withinLimit } from "./check.ts";

function proxyInWords({ origin, authorization }: HttpProxy): string {
  return authorization === null ? origin : `${origin}, with a user name`;
}

/** Through a proxy it is the proxy's name that is resolved here; the hosts' names are its own business. */
export function networkCheck(settings: ConnectionSettings, http: HttpPoolOptions, limitMs: number): Check {
  return async (evidence, signal) => {
    const secureContext = secureContextOf(http);
    let ways = 0;
    await lookAtBoth(settings, evidence, async ({ label, origin }, found) => {
      const proxy = proxyFor(origin, http);
      const host = hostAndPort(origin);
      found.push({ label, value: host });
      if (proxy !== null) found.push({ label: `${label}: proxy`, value: proxyInWords(proxy) });
      else if (http.proxyUrl !== undefined)
        found.push({ label: `${label}: proxy`, value: "not for this host" });
      await withinLimit(
        { limitMs, host, kind: proxy === null ? "timeout" : "proxy" },
        signal,
        async (within) => {
          const addresses = await lookUp(origin, proxy, within);
          const whose = proxy === null ? "resolver's answer" : "resolver's answer for the proxy";
          found.push({ label: `${label}: ${whose}`, value: addresses.join(", ") });
          const socket = await dial({ origin, proxy, secureContext }, within);
          socket.destroy();
        },
      );
      if (proxy !== null) ways += 1;
    });
    const way = ways === 0 ? "" : " through the proxy";
    return { summary: `The login host and the Graph host can be reached${way}.` };
  };
}
