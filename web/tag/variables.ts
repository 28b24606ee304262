// What the page tells about itself by parley("set", ...), within the protocol's limits.
import type { Variable } from "../shared/protocol";
import { cut } from "./guard";

/** All of them together, as JSON: a page view must stay below the limit of a body. */
const TOTAL_BYTES = 8_000;
/** Of the protocol. */
const MOST = 50;
const LONGEST_NAME = 64;
const LONGEST_TEXT = 512;

export const variables: Record<string, Variable> = Object.create(null);

/** parley("set", "cart", 99.5) or parley("set", { cart: 99.5, plan: "gold" }) */
export function setVariables(name: unknown, value?: unknown): boolean {
  if (typeof name === "object" && name !== null)
    return Object.entries(name).filter(([key, entry]) => setOne(key, entry)).length > 0;
  return typeof name === "string" && setOne(name, value);
}

/** parley("set", "skill", "sk_…"): which skill a chat that begins here is about. */
export function pageSkill(): string {
  const skill = variables.skill;
  return typeof skill === "string" && /^sk_[a-z2-7]{26}$/.test(skill) ? skill : "";
}

/** Whether something changed. What does not fit is left out rather than cut into something untrue. */
function setOne(name: string, value: unknown): boolean {
  if (name === "" || name.length > LONGEST_NAME) return false;
  if (value === null || value === undefined) return name in variables && delete variables[name];
  const fitting = bounded(value);
  if (fitting === null || variables[name] === fitting) return false;
  const before = variables[name];
  variables[name] = fitting;
  if (Object.keys(variables).length <= MOST && size() <= TOTAL_BYTES) return true;
  if (before === undefined) delete variables[name];
  else variables[name] = before;
  return false;
}

/** A text, number or truth as a beacon may carry it; nothing else. */
export function bounded(value: unknown): Variable | null {
  if (typeof value === "string") return cut(value, LONGEST_TEXT);
  if (typeof value === "boolean") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function size(): number {
  return new TextEncoder().encode(JSON.stringify(variables)).length;
}
