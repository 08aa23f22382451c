// SPDX-License-Identifier: Apache-2.0
// Builds the page for the server's strict Content-Security-Policy: nothing inline, no data: URL,
// everything under /assets/ with its hash in the name, and a .gz beside each text, which the server
// sends as it is.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";
import { geography } from "./make/geography";

const server = process.env.SEJUTA_LIVE ?? "http://127.0.0.1:8080";

const gzipTexts: Plugin = {
  name: "gzip-texts",
  apply: "build",
  async writeBundle({ dir = "dist" }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(html|js|css|svg)$/.test(name));
    for (const name of texts) {
      const body = await readFile(join(dir, name));
      const packed = gzipSync(body, { level: constants.Z_BEST_COMPRESSION });
      await writeFile(join(dir, `${name}.gz`), packed);
    }
  },
};

export default defineConfig({
  plugins: [geography(), solid(), gzipTexts],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/v1": { target: server, ws: true } },
  },
});
