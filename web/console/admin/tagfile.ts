// The tag as a file for one's own server: fetched, compared with its checksum, handed to the browser.
import { ApiError } from "../api";
import { save } from "../closed/files";
import type { Snippet } from "./records";

const NAME = "parley.js";

export async function saveTag(
  snippet: Snippet,
  fetching: typeof fetch = (...request) => fetch(...request),
): Promise<void> {
  const bytes = await fetchTag(snippet.src, fetching);
  if (!(await matches(bytes, snippet.integrity))) throw new ApiError(0, "tag_changed", "");
  save(new Blob([bytes], { type: "text/javascript" }), NAME);
}

async function fetchTag(address: string, fetching: typeof fetch): Promise<ArrayBuffer> {
  // Console and tag are behind one name, but on one machine there are two spellings of it.
  const { pathname } = new URL(address, location.href);
  const response = await fetching(pathname, { cache: "no-cache" }).catch(() => null);
  if (!response?.ok) throw new ApiError(response?.status ?? 0, "unreachable", "");
  return response.arrayBuffer();
}

/** Whether the bytes have this checksum, written as pages name it ("sha384-..."). */
export async function matches(bytes: ArrayBuffer, integrity: string): Promise<boolean> {
  const [kind, wanted] = integrity.split(/-(.*)/s);
  const algorithm = ALGORITHMS[kind ?? ""];
  if (algorithm === undefined) return false;
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return btoa(String.fromCharCode(...digest)) === wanted;
}

const ALGORITHMS: { [kind: string]: string } = {
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};
