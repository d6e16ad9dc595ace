// How the console is built: into `web/dist`, each script and style compressed beside itself, as the server gives it out.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const root = import.meta.dirname;
const dist = join(root, "dist");

/** Once at the build, so that no request waits for a compression. */
function compressBeside(): Plugin {
  return {
    name: "compress-beside",
    apply: "build",
    closeBundle: () => {
      for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const file = join(dist, name);
        const content = readFileSync(file);
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
      }
    },
  };
}

export default defineConfig({
  root,
  plugins: [react(), compressBeside()],
  // The server puts a fresh nonce in its place with each answer.
  html: { cspNonce: "NONCE-OF-THIS-ANSWER" },
  build: {
    outDir: dist,
    emptyOutDir: true,
    // `/assets` is a page.
    assetsDir: "files",
    // No font or picture within a style: the policy of the page lets none in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "baseline-widely-available",
    // `light-dark()` stays as it is: rewritten for older browsers, it has no colour beside Mantine's scheme.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    reportCompressedSize: false,
    manifest: true,
  },
});
