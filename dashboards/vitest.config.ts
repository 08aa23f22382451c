// SPDX-License-Identifier: Apache-2.0
// Unit tests of the dashboards: pure parts in node, the page's parts in jsdom by a comment line in
// the test file.
import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";
import { geography } from "./central/make/geography";

export default defineConfig({
  plugins: [geography(), solid()],
  // As the terminal's build sets it.
  define: { __APP_VERSION__: '"test"' },
  test: {
    include: ["*/test/**/*.test.{ts,tsx}"],
    environment: "node",
    restoreMocks: true,
    // For a machine that compiles beside it; a hanging test still ends.
    testTimeout: 30_000,
  },
});
