// How much memory the process that pulls takes, and whether it grows with the tenant: the demo's own full pull, measured.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** The floor: what a full pull of the smaller tenant may take, and by how much more the larger one may take. */
const mostMegabytes = 300;
const mostGrowth = 0.15;
const sizes = [100_000, 500_000] as const;

interface Measured {
  readonly devices: number;
  readonly peakMegabytes: number;
  readonly seconds: number;
}

/** The most that the process ever had resident, in MB, as Linux counts it; null once the process is gone. */
function peakOf(pid: number): number | null {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return peak === null ? null : Number(peak[1]) / 1024;
  } catch {
    return null;
  }
}

/** The command of `npm run demo`, so that what is measured is what a user runs. */
function demoCommand(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { demo: string } };
  return scripts.demo.split(" ").slice(1);
}

async function measure(devices: number): Promise<Measured> {
  const options = ["--devices", String(devices), "--once", "--json"];
  const child = spawn(process.execPath, [...demoCommand(), ...options], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("The demo could not be started.");
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exit = once(child, "exit");
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peak = Math.max(peak, peakOf(pid) ?? 0);
    await sleep(20);
  }
  await exit;
  if (child.exitCode !== 0) throw new Error(`The demo ended with ${child.exitCode}.`);
  const { fullPull } = JSON.parse(output) as { fullPull: { durationMs: number } };
  return { devices, peakMegabytes: Math.round(peak), seconds: fullPull.durationMs / 1000 };
}

const measured: Measured[] = [];
for (const devices of sizes) {
  const result = await measure(devices);
  measured.push(result);
  const rate = Math.round(devices / result.seconds).toLocaleString("en");
  console.log(
    `${devices.toLocaleString("en")} devices: at most ${result.peakMegabytes} MB, ${result.seconds.toFixed(1)} s, ${rate} a second`,
  );
}
const [small, large] = measured.map(({ peakMegabytes }) => peakMegabytes);
if (small === undefined || large === undefined) throw new Error("Nothing was measured.");
const growth = large / small - 1;
console.log(`The larger tenant takes ${(growth * 100).toFixed(1)} % more.`);
const isGood = small < mostMegabytes && growth < mostGrowth;
console.log(
  isGood ? "Within the floor." : `Beyond the floor of ${mostMegabytes} MB and ${mostGrowth * 100} %.`,
);
process.exitCode = isGood ? 0 : 1;
