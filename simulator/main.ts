// Serves one simulated tenant until it is stopped; says where it is in one line of JSON on standard output.

import { parseArgs } from "node:util";
import { startSimulator } from "./start.ts";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    "latency-ms": { type: "string", default: "0" },
    "exit-with-parent": { type: "boolean", default: false },
  },
});

const simulator = await startSimulator(Number(values["latency-ms"]));
const tenant = simulator.createTenant({ devices: Number(values.devices), seed: Number(values.seed) });
const { loginUrl, graphUrl } = simulator;
const { tenantId, clientId, clientSecret } = tenant;
console.log(
  JSON.stringify({ loginUrl, graphUrl, tenantId, clientId, clientSecret, devices: tenant.directory.count() }),
);

const stop = async (): Promise<void> => {
  // An open standard input would keep the process alive.
  process.stdin.destroy();
  await simulator.close();
};
process.once("SIGINT", stop).once("SIGTERM", stop);
if (values["exit-with-parent"]) process.stdin.once("end", stop).resume();
