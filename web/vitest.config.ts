// Unit tests of shared code, tag, window and console: `*.test.ts` beside what they test.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "happy-dom",
    include: ["{shared,tag,invitation,window,console}/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
