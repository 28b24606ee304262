// Builds everything browsers load into dist/ and fails when a file outgrows its budget.
// Called by `npm run build`.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { minify } from "terser";
import { build } from "vite";
import { plainNumbers, withArrows } from "./arrows.mjs";

const root = import.meta.dirname;
const dist = join(root, "dist");
// With a hundred rules in it, which take 1,300 more, the tag is to stay below 8,192: `make bench-tag`.
const budgets = { tag: 6880, window: 20480, invitation: 5632, console: 150 * 1024 };

const SMALLER = {
  compress: { passes: 3, ecma: 2022, unsafe_arrows: true, sequences: true },
  ecma: 2022,
};

rmSync(dist, { recursive: true, force: true });
const tagModules = await buildScript("tag", "tag/index.ts");
for (const name of ["window", "invitation"]) {
  await buildScript(name, `${name}/index.ts`);
  nameByContent(name);
}
writeWords();
await finishTag();
if (existsSync(join(root, "console/index.html"))) {
  await build({
    configFile: join(root, "vite.config.ts"),
    root: join(root, "console"),
    logLevel: "warn",
  });
}
report();

/** One classic script without imports: it runs on pages which are not ours. Gives the modules in it, by path. */
async function buildScript(name, entry) {
  const [{ output }] = await build({
    configFile: false,
    root,
    logLevel: "warn",
    plugins: [plainNumbers],
    build: {
      outDir: join(dist, name),
      target: "es2022",
      modulePreload: false,
      lib: {
        entry: join(root, entry),
        formats: ["iife"],
        name: "parleyFile",
        fileName: () => `${name}.js`,
      },
      minify: true,
    },
  });
  return output[0].modules;
}

/** The button's words in languages other than English. */
function writeWords() {
  const words = JSON.parse(readFileSync(join(root, "tag/words.json"), "utf8"));
  mkdirSync(join(dist, "words"));
  writeFileSync(join(dist, "words/words.json"), JSON.stringify(words));
  nameByContent("words", "json");
}

/** Names a file by its content, so that it can be cached for ever. */
function nameByContent(name, ending = "js") {
  const plain = join(dist, name, `${name}.${ending}`);
  const hash = createHash("sha256").update(readFileSync(plain)).digest("hex").slice(0, 12);
  renameSync(plain, join(dist, name, `${name}.${hash}.${ending}`));
}

/** Makes the tag still smaller, and says at its top that all of it will be called, so that Chromium compiles it at once
 * and not twice. Minifiers choose their own quotes; the publisher replaces the token with double ones. */
async function finishTag() {
  const file = join(dist, "tag", "tag.js");
  const { code } = await minify(withArrows(readFileSync(file, "utf8")), SMALLER);
  const parts = code.split(/[`'"]__PARLEY_CONFIG__[`'"]/);
  if (parts.length !== 2) throw new Error("tag.js must hold its configuration token exactly once");
  writeFileSync(file, `//# allFunctionsCalledOnLoad\n${parts.join('"__PARLEY_CONFIG__"')}`);
}

function report() {
  const sizes = {
    tag: size(filesIn("tag")),
    window: size(filesIn("window")),
    invitation: size(filesIn("invitation")),
    console: size(firstFiles("console")),
  };
  for (const [name, { raw, gzip, brotli }] of Object.entries(sizes)) {
    const over = gzip > budgets[name];
    console.log(
      `${name}: ${raw} bytes, gzip ${gzip} of ${budgets[name]}, brotli ${brotli}${over ? "  TOO LARGE" : ""}`,
    );
    if (over) process.exitCode = 1;
  }
  const share = engineShare();
  console.log(`tag: the rules engine is about ${Math.round(share * sizes.tag.gzip)} of its gzip`);
}

/** Which part of the tag runs rules, before it is made small. */
function engineShare() {
  const length = (path) =>
    Object.entries(tagModules)
      .filter(([name]) => name.includes(path))
      .reduce((sum, [, { renderedLength }]) => sum + renderedLength, 0);
  return length("/tag/rules/") / length("");
}

function size(files) {
  const total = { raw: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const bytes = readFileSync(file);
    total.raw += bytes.length;
    total.gzip += gzipSync(bytes, { level: 9 }).length;
    total.brotli += brotliCompressSync(bytes).length;
  }
  return total;
}

/** What a page loads before its first screen: the document, what it names, and what these import at once. */
function firstFiles(name) {
  const all = filesIn(name);
  const found = new Set(all.filter((file) => file.endsWith(".html")));
  for (const file of found) {
    const named = file.endsWith(".css") ? [] : namedIn(readFileSync(file, "utf8"));
    for (const other of all) if (named.some((ending) => other.endsWith(ending))) found.add(other);
  }
  return [...found];
}

/** Sources, links and static imports; `import(...)` is what waits until it is needed. */
function namedIn(text) {
  const names = text.matchAll(/(?:src=|href=|from|import)\s*["'`]\.\/([^"'`]+\.(?:js|css))["'`]/g);
  return [...names].map(([, path]) => path);
}

function filesIn(name) {
  const folder = join(dist, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|css|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
