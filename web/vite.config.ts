// How the console is built: into the folder that the build is told, each script and style compressed beside itself, as the server gives it out.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type ProxyOptions } from "vite";
import { tellPackages } from "./shipped-packages.ts";

const root = import.meta.dirname;

/** Once at the build, so that no request waits for a compression. */
function compressBeside(): Plugin {
  let dist = "";
  return {
    name: "compress-beside",
    apply: "build",
    configResolved: ({ build }) => {
      dist = resolve(root, build.outDir);
    },
    closeBundle: () => {
      for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg|json)$/.test(name)) continue;
        const file = join(dist, name);
        const content = readFileSync(file);
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
      }
    },
  };
}

/** The server behind `npm run web`. */
const server = process.env.ROLLCALL_URL ?? "http://127.0.0.1:8080";

/** The server takes a change from its own pages alone, so the development server asks as one of them. */
const toServer: ProxyOptions = {
  target: server,
  changeOrigin: true,
  configure: (proxy) => {
    proxy.on("proxyReq", (request) => {
      if (request.hasHeader("origin")) request.setHeader("origin", server);
    });
  },
};

export default defineConfig({
  root,
  server: { proxy: { "/api": toServer, "/healthz": toServer, "/readyz": toServer } },
  plugins: [react(), tellPackages(join(root, "..")), compressBeside()],
  // The server puts a fresh nonce in its place with each answer.
  html: { cspNonce: "NONCE-OF-THIS-ANSWER" },
  build: {
    outDir: "dist",
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
    // What most pages have in common is one file: many small ones cost a request each, and are compressed worse.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 10 }] } } },
  },
});
