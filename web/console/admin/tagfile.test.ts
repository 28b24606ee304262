import { expect, it, vi } from "vitest";
import { matches, saveTag } from "./tagfile";

const bytes = new TextEncoder().encode("abc").buffer as ArrayBuffer;
const SHA256 = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

it("compares the file with its checksum", async () => {
  expect(await matches(bytes, SHA256)).toBe(true);
  expect(await matches(bytes, SHA256.replace("ung", "unh"))).toBe(false);
  expect(await matches(bytes, "md5-abc")).toBe(false);
});

it("saves no file that is not what the snippet says", async () => {
  const fetching = vi.fn(async () => new Response("abd")) as unknown as typeof fetch;
  const snippet = { html: "", self_host: "", src: "/tag/one/parley.js", integrity: SHA256 };
  await expect(saveTag(snippet, fetching)).rejects.toMatchObject({ code: "tag_changed" });
});
