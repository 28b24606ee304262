// The console's build and development server, and the settings of the tests.
// The tag and the window are built by build.mjs, which calls Vite once for each.
import { defineConfig } from "vite";

export default defineConfig({
  root: "console",
  base: "./",
  build: { outDir: "../dist/console", emptyOutDir: true, target: "es2022" },
});
