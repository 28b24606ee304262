// What masking patterns do to a text, for the test box. Runs in a worker; the server's own check has the last word.
import type { MaskPattern } from "./records";

export type Found =
  | { kind: "found"; hits: number; masked: string }
  | { kind: "wrong"; name: string; detail: string }
  | { kind: "slow" };

export function find(
  patterns: readonly Pick<MaskPattern, "name" | "pattern">[],
  text: string,
): Found {
  let masked = text;
  let hits = 0;
  for (const { name, pattern } of patterns) {
    if (pattern === "") continue;
    try {
      masked = masked.replace(new RegExp(pattern, "gu"), (hit) => {
        if (hit === "") return hit;
        hits += 1;
        return "•".repeat([...hit].length);
      });
    } catch (failure) {
      return { kind: "wrong", name, detail: failure instanceof Error ? failure.message : "" };
    }
  }
  return { kind: "found", hits, masked };
}
