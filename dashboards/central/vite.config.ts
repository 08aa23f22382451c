// SPDX-License-Identifier: Apache-2.0
// Builds the page for the server's strict Content-Security-Policy: nothing inline, no data: URL,
// everything under /assets/ with its hash in the name.
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const server = process.env.SEJUTA_LIVE ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [solid()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/v1": { target: server, ws: true } },
  },
});
