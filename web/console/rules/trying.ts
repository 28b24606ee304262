// Whether a condition on an address holds for a given one, asked as the engine asks: what the box beside it shows.
import { asking, textsOf } from "../../tag/rules/conditions";
import type { Condition } from "./rule";

/** As the server compiles them: kind of table, and entry. */
const ENTRIES: { [operator: string]: (value: string) => [kind: string, entry: string] } = {
  is: (value) => ["=", value],
  one_of: (value) => ["=", value],
  contains: (value) => ["*", `*${value}*`],
  begins: (value) => ["*", `${value}*`],
  ends: (value) => ["*", `*${value}`],
  matches: (value) => ["*", value],
  regex: (value) => ["~", value],
};
const OPPOSITES: { [operator: string]: string } = {
  is_not: "is",
  contains_not: "contains",
  none_of: "one_of",
};

export function holdsFor(condition: Condition, address: string): boolean {
  const { is, value } = condition;
  const opposite = OPPOSITES[is];
  if (opposite !== undefined) return !holdsFor({ ...condition, is: opposite }, address);
  const entryOf = ENTRIES[is];
  if (entryOf === undefined) return false;
  const values = Array.isArray(value) ? value.map(String) : [String(value ?? "")];
  const texts = textsOf(address);
  return values.some((each) => each !== "" && holds(entryOf(each), texts));
}

function holds([kind, entry]: [string, string], texts: string[]): boolean {
  if (kind === "=") return texts.includes(entry.toLowerCase());
  try {
    return asking(kind, kind === "~" ? entry : entry.toLowerCase(), "")(texts);
  } catch {
    // Half a regular expression is none.
    return false;
  }
}
