// SPDX-License-Identifier: Apache-2.0
// Builds the terminal for old phones and the server's strict Content-Security-Policy: syntax of
// Chrome 87, nothing inline, one script, hashed names under assets/, a .gz beside each text.
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import solid from "vite-plugin-solid";

const server = process.env.SEJUTA_LIVE ?? "http://127.0.0.1:8080";
const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const target = "chrome87";

async function gzip(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter((each) => /\.(html|js|css|svg|webmanifest)$/.test(each))) {
    const packed = gzipSync(await readFile(join(folder, name)), {
      level: constants.Z_BEST_COMPRESSION,
    });
    await writeFile(join(folder, `${name}.gz`), packed);
  }
}

const gzipTexts: Plugin = {
  name: "gzip-texts",
  apply: "build",
  async writeBundle({ dir = "dist" }, bundle) {
    await gzip(dir, Object.keys(bundle));
  },
};

// The service worker and the manifest are written after the bundle.
let outDir = "dist";
const gzipWorker: Plugin = {
  name: "gzip-worker",
  apply: "build",
  enforce: "post",
  configResolved({ root, build }) {
    outDir = resolve(root, build.outDir);
  },
  closeBundle: {
    order: "post",
    sequential: true,
    handler: () => gzip(outDir, ["sw.js", "manifest.webmanifest"]),
  },
};

export default defineConfig({
  base: "/terminal/",
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [
    solid(),
    gzipTexts,
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      injectRegister: false,
      injectManifest: {
        // The plugin adds the manifest and its icons by itself; a file twice fails the installation.
        globPatterns: ["**/*.{html,js,css,svg}"],
        rollupFormat: "iife",
        target,
      },
      manifest: {
        name: "Sejuta: terminal laporan",
        short_name: "Sejuta",
        description: "Laporan hari pelayanan KB, juga tanpa sinyal",
        lang: "id",
        start_url: "/terminal/",
        scope: "/terminal/",
        display: "standalone",
        orientation: "portrait",
        background_color: "#faf7f1",
        theme_color: "#faf7f1",
        icons: [
          { src: "/terminal/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
          {
            src: "/terminal/icon-maskable.svg",
            sizes: "any",
            type: "image/svg+xml",
            purpose: "maskable",
          },
        ],
      },
    }),
    gzipWorker,
  ],
  build: {
    target,
    cssTarget: target,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/v1": { target: server, ws: true } },
  },
});
