import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/editor/**", "test/workbench/**", "node_modules/**"],
    globalSetup: ["test/support/build.mjs"],
    testTimeout: 120_000,
  },
});
