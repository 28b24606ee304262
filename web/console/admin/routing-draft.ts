// A routing rule as its form holds it: fields and operators, steps, shares, the order of rules. No DOM.
import type { RoutingCondition, RoutingRing, RoutingRule } from "./records";

export type RoutingDraft = Omit<RoutingRule, "id" | "warnings">;

export const FIELDS = [
  "url",
  "title",
  "referrer",
  "language",
  "country",
  "device",
  "returning",
  "skill",
  "rule",
  "variable",
] as const;
export type Field = (typeof FIELDS)[number];

export const OPERATORS = [
  "is",
  "is_not",
  "contains",
  "starts_with",
  "exists",
  "more_than",
  "less_than",
] as const;
export type Operator = (typeof OPERATORS)[number];

export const DEVICES = ["desktop", "phone", "tablet"] as const;
const VARIABLE = "variable.";
const CHOSEN: readonly Operator[] = ["is", "is_not"];
const WORDS: readonly Operator[] = ["contains", "starts_with", "is", "is_not", "exists"];
const NAMED: readonly Operator[] = ["is", "is_not", "exists"];
const STEP_S = 30;

export const BLANK: RoutingDraft = {
  name: "",
  conditions: [],
  rings: [{ after_s: 0, skills: {}, groups: {} }],
  agent: "",
  agent_wait_s: 0,
  credit_s: 0,
  weight: 1,
};

export function draftOf({ id: _id, warnings: _warnings, ...draft }: RoutingRule): RoutingDraft {
  return draft;
}

export function fieldOf(condition: RoutingCondition): Field {
  return condition.field.startsWith(VARIABLE) ? "variable" : (condition.field as Field);
}

export function variableOf(condition: RoutingCondition): string {
  return condition.field.slice(VARIABLE.length);
}

export const variable = (name: string): string => `${VARIABLE}${name}`;

export function operatorsOf(field: Field): readonly Operator[] {
  if (field === "returning") return ["is"];
  if (field === "device") return CHOSEN;
  if (field === "variable") return OPERATORS;
  return field === "skill" || field === "country" || field === "language" ? NAMED : WORDS;
}

/** The skills and groups that a rule's steps name, by id: as long as it does, the server keeps them. */
export function named({ rings }: Pick<RoutingDraft, "rings">): ReadonlySet<string> {
  return new Set(
    rings.flatMap((ring) => [...Object.keys(ring.skills), ...Object.keys(ring.groups)]),
  );
}

/** What a condition on another field begins with. */
export function conditionOn(field: Field): RoutingCondition {
  const [operator = "is"] = operatorsOf(field);
  if (field === "returning") return { field, operator, value: "true" };
  if (field === "device") return { field, operator, value: "phone" };
  return { field: field === "variable" ? variable("") : field, operator, value: "" };
}

/** A step behind the others, half a minute later. */
export function oneMoreStep(rings: readonly RoutingRing[]): RoutingRing[] {
  const last = rings.at(-1)?.after_s ?? -STEP_S;
  return [...rings, { after_s: last + STEP_S, skills: {}, groups: {} }];
}

/** What the shares of a step make, and whether that can be. */
export function sharesOf(ring: RoutingRing): { total: number; fair: boolean } {
  const shares = Object.values(ring.groups);
  const total = shares.reduce((sum, share) => sum + share, 0);
  return { total, fair: total === 0 || (total === 100 && shares.every((share) => share > 0)) };
}

/** The shares with one of them changed: of two, the other is the rest. */
export function shared(
  groups: Readonly<Record<string, number>>,
  group: string,
  share: number,
): Record<string, number> {
  const others = Object.keys(groups).filter((id) => id !== group);
  const [other] = others;
  const rest = other !== undefined && others.length === 1 && share > 0 && share < 100;
  return { ...groups, [group]: share, ...(rest ? { [other]: 100 - share } : {}) };
}

/** Another thing in the place of one, in the same line of the form. */
export function renamed(
  named: Readonly<Record<string, number>>,
  from: string,
  to: string,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(named).map(([id, value]) => [id === from ? to : id, value]),
  );
}

export function without(named: Readonly<Record<string, number>>, gone: string) {
  return Object.fromEntries(Object.entries(named).filter(([id]) => id !== gone));
}

/** The order with one of them a place further up or down; `null` if it stands at that end. */
export function moved(order: readonly string[], id: string, by: 1 | -1): string[] | null {
  const from = order.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return null;
  const others = order.filter((other) => other !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}
