// The options of the simulator's command line.

import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { z } from "zod";

const descriptions = {
  devices: ["number", "devices of the tenant; 20000 unless told otherwise"],
  seed: ["number", "which devices: the same seed draws the same ones; 1 unless told otherwise"],
  "tenant-domain": ["domain", "the tenant's domain, usable wherever its GUID is"],
  "tenant-id": ["guid", "the tenant's id; a random one unless told otherwise"],
  "client-id": ["guid", "the app's id; a random one unless told otherwise"],
  "client-secret-file": ["path", "a file whose first line is the app's secret"],
  "latency-ms": ["number", "how long each answer waits; 0 unless told otherwise"],
  "login-port": ["number", "port of the login host; a free one unless told otherwise"],
  "graph-port": ["number", "port of the Graph host; a free one unless told otherwise"],
  "ca-file": ["path", "where to write the authority's certificate; goes with --https"],
  https: [null, "speak https, with an authority made at start"],
  gzip: [null, "compress answers where the caller accepts it"],
  "exit-with-parent": [null, "end when standard input ends"],
  help: [null, "show this"],
} as const;

type Name = keyof typeof descriptions;

function wholeNumber(most: number) {
  const rule = `It must be a whole number from 0 to ${most}.`;
  return z
    .string()
    .regex(/^\d+$/, rule)
    .transform(Number)
    .refine((value) => value <= most, rule);
}

const text = z.string().min(1, "It must not be empty.").optional();

const optionsSchema = z
  .object({
    devices: wholeNumber(10_000_000).default(20_000),
    seed: wholeNumber(0xffff_ffff).default(1),
    "tenant-domain": z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "It must be a domain name in lower case.")
      .optional(),
    "tenant-id": z.guid("It must be a GUID.").toLowerCase().optional(),
    "client-id": z.guid("It must be a GUID.").toLowerCase().optional(),
    "client-secret-file": text,
    "latency-ms": wholeNumber(600_000).default(0),
    "login-port": wholeNumber(65_535).default(0),
    "graph-port": wholeNumber(65_535).default(0),
    "ca-file": text,
    https: z.boolean().default(false),
    gzip: z.boolean().default(false),
    "exit-with-parent": z.boolean().default(false),
    help: z.boolean().default(false),
  })
  .refine((options) => options["ca-file"] === undefined || options.https, {
    path: ["ca-file"],
    message: "It goes with --https.",
  });

export type SimulatorCommand = z.infer<typeof optionsSchema>;

export const helpText = [
  "Serves one simulated Microsoft tenant on loopback until it is stopped.",
  "The first line on standard output is JSON: where it is, and how to sign in.",
  "",
  ...Object.entries(descriptions).map(
    ([name, [value, says]]) => `  ${`--${name}${value === null ? "" : ` <${value}>`}`.padEnd(30)}${says}`,
  ),
].join("\n");

/** The options, or what is wrong with them in words. */
export function readOptions(args: readonly string[]): SimulatorCommand | { readonly problem: string } {
  const entries = Object.entries(descriptions).map(([name, [value]]) => [
    name,
    { type: value === null ? "boolean" : "string" },
  ]);
  try {
    const options = Object.fromEntries(entries) as Record<Name, ParseArgsOptionsConfig[string]>;
    const { values } = parseArgs({ args: [...args], options });
    const parsed = optionsSchema.safeParse(values);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return { problem: `--${issue?.path.join(".")}: ${issue?.message}` };
  } catch (error) {
    // parseArgs explains an unknown option or a missing value in its message.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
