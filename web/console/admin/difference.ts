// What two records have apart, path by path: for the audit trail and for configurations.
import type { Change } from "./records";

/** Every path whose value is not the same on both sides, in order. */
export function differences(before: unknown, after: unknown): Change[] {
  const old = leaves(before);
  const fresh = leaves(after);
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return paths
    .map((path) => ({ path, before: old.get(path), after: fresh.get(path) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

/** A value as one line of text; what is not there has none. */
export function wordingOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return value.join(", ");
  return JSON.stringify(value);
}

/** Lists stay whole: "agent, manager" says more than two numbered lines. */
function leaves(value: unknown, path = ""): Map<string, unknown> {
  const branch = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!branch) return new Map(value === undefined || value === null ? [] : [[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [
      ...leaves(inner, path === "" ? name : `${path}.${name}`),
    ]),
  );
}
