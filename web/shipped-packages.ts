// Whose work is shipped: the packages that the server needs, and those whose modules are in the console's scripts.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const modules = "node_modules/";

/** The name of the package of a folder or file within it, e.g. `@mantine/core`; null where it is in none. */
function nameWithin(path: string): string | null {
  const at = path.lastIndexOf(modules);
  if (at === -1) return null;
  const [first = "", second = ""] = path.slice(at + modules.length).split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

function readPackage(root: string, folder: string): ShippedPackage | null {
  const file = join(root, folder, "package.json");
  if (!existsSync(file)) return null;
  const { name, version, license } = JSON.parse(readFileSync(file, "utf8"));
  return { name, version, licence: typeof license === "string" ? license : (license?.type ?? "not said") };
}

/** Folders of what `npm ci` installs for the server itself, on this machine. */
function serverFolders(root: string): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  return Object.entries(packages).flatMap(([folder, { dev, devOptional }]) =>
    folder === "" || dev === true || devOptional === true ? [] : [folder],
  );
}

function folderOfModule(id: string): string | null {
  const path = id.replace(/^\0/, "").split("?", 1)[0] ?? "";
  const name = nameWithin(path);
  return name === null ? null : path.slice(0, path.lastIndexOf(modules) + modules.length) + name;
}

/** Writes `packages.json` beside the page: name, version and licence of each. */
export function tellPackages(root: string): Plugin {
  return {
    name: "tell-packages",
    apply: "build",
    generateBundle(_options, bundle) {
      const ids = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
      const web = ids.flatMap((id) => folderOfModule(id)?.slice(root.length + 1) ?? []);
      const folders = [...new Set([...serverFolders(root), ...web])];
      const found = folders.flatMap((folder) => readPackage(root, folder) ?? []);
      const byName = new Map(found.map((one) => [`${one.name} ${one.version}`, one]));
      const sorted = [...byName].toSorted(([one], [other]) => one.localeCompare(other)).map(([, one]) => one);
      this.emitFile({ type: "asset", fileName: "packages.json", source: JSON.stringify(sorted) });
    },
  };
}
