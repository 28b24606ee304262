// What a condition saw, in words: "was 42 seconds". Used by explain.
import type { Value } from "../../tag/rules/types";
import type { Condition } from "./rule";
import { type NameOf, valueTextOf } from "./sentence";
import { tr } from "./words";

export function seenText(condition: Condition, seen: Value, name: NameOf): string {
  if (NEVER.has(condition.on)) return tr("seen.unrecorded");
  if (condition.on === "availability" || condition.on === "queue") return tr("seen.supposed");
  if (seen === undefined || seen === "") return tr("seen.unknown");
  if (Array.isArray(seen) && seen.length === 0) return tr("seen.none");
  const last = Array.isArray(seen) ? seen.slice(-MOST) : seen;
  return tr("seen", { value: valueTextOf(condition, last as Condition["value"], name) });
}

const MOST = 4;
/** Beacons do not tell of these: only the page itself knows them. */
const NEVER = new Set(["scroll", "exit", "idle_s"]);
