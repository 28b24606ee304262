// Whether a condition on an address holds for a given one: what the box beside it shows.
import type { Condition } from "./rule";

type Test = (address: string, value: string) => boolean;

const TESTS: { [operator: string]: Test } = {
  is: (address, value) => address === value,
  contains: (address, value) => address.includes(value),
  begins: (address, value) => address.startsWith(value),
  ends: (address, value) => address.endsWith(value),
  matches: (address, value) => wildcard(value).test(address),
  regex: (address, value) => regular(value)?.test(address) ?? false,
};
const NOT: { [operator: string]: string } = {
  is_not: "is",
  contains_not: "contains",
  none_of: "one_of",
};

export function holdsFor(condition: Condition, address: string): boolean {
  const { is, value } = condition;
  const opposite = NOT[is];
  if (opposite !== undefined) return !holdsFor({ ...condition, is: opposite }, address);
  const values = Array.isArray(value) ? value.map(String) : [String(value ?? "")];
  const test = TESTS[is === "one_of" ? "is" : is];
  return test !== undefined && values.some((each) => each !== "" && test(address, each));
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "is");
}

function regular(source: string): RegExp | null {
  try {
    return new RegExp(source, "i");
  } catch {
    return null;
  }
}
