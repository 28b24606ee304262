// A routing rule in one plain sentence: of which chats it holds, and where they go. Used by the list and the test box.
import { locale } from "../text";
import type { RoutingCondition, RoutingRing, RoutingWarning } from "./records";
import { fieldOf, type RoutingDraft, sharesOf, variableOf } from "./routing-draft";
import { ta, taMaybe } from "./words";

type Name = (id: string) => string;

/** "If the page's address contains “/cart” and the visitor was here before". */
export function whenOf({ conditions }: RoutingDraft, name: Name): string {
  if (conditions.length === 0) return ta("rule.always");
  return ta("rule.if", { conditions: list(conditions.map((one) => conditionText(one, name))) });
}

/** "Agents with Billing (level 3 or better); after 30 s: anybody". */
export function whereOf(draft: RoutingDraft, name: Name): string {
  const steps = draft.rings.map((ring) => stepText(ring, name));
  const first =
    draft.agent === ""
      ? []
      : [ta("rule.agent", { name: name(draft.agent), seconds: draft.agent_wait_s })];
  const more = [
    ...(draft.credit_s > 0 ? [ta("rule.credit", { seconds: draft.credit_s })] : []),
    ...(draft.weight > 1 ? [ta("rule.weight", { count: draft.weight })] : []),
  ];
  return [...first, ...steps, ...more].join(ta("rule.then"));
}

export function conditionText(condition: RoutingCondition, name: Name): string {
  const { operator, value } = condition;
  const field = fieldOf(condition);
  if (field === "returning") return ta(value === "true" ? "rule.returning" : "rule.new");
  const shown = field === "skill" ? name(value) : value;
  return ta(`operator.${operator as "is"}.text`, { field: fieldText(condition), value: shown });
}

export function fieldText(condition: RoutingCondition): string {
  const field = fieldOf(condition);
  if (field === "variable") return ta("rule.variable", { name: variableOf(condition) });
  return ta(`rule_field.${field}.text`);
}

export function whoOf(ring: RoutingRing, name: Name): string {
  const skills = Object.entries(ring.skills).map(([id, level]) =>
    level > 1 ? ta("rule.skill_level", { skill: name(id), level }) : name(id),
  );
  const groups = Object.entries(ring.groups).map(([id, share]) =>
    share > 0 ? ta("rule.share", { group: name(id), share }) : name(id),
  );
  if (skills.length === 0 && groups.length === 0) return ta("rule.anybody");
  if (groups.length === 0) return ta("rule.skilled", { skills: list(skills) });
  if (skills.length === 0) return ta("rule.grouped", { groups: either(groups) });
  return ta("rule.both", { skills: list(skills), groups: either(groups) });
}

/** What has to be done before a rule can be saved; nothing if it can. */
export function lackOf({ name, conditions, rings }: RoutingDraft): string | undefined {
  if (name.trim() === "") return ta("rule.lack.name");
  const open = conditions.findIndex(({ field, value }) => field === "skill" && value === "");
  if (open >= 0 && conditions[open]?.operator !== "exists")
    return ta("rule.lack.skill", { number: open + 1 });
  const unfair = rings.map(sharesOf).find(({ fair }) => !fair);
  return unfair && ta("rule.shares.wrong", { total: unfair.total });
}

/** "“Invoices” and “Large orders”". */
export function namesOf(rules: readonly Pick<RoutingDraft, "name">[]): string {
  return list(rules.map(({ name }) => ta("quoted", { name })));
}

/** Worded here; the server's own words for what is new to this console. */
export function warningText(warning: RoutingWarning, name: Name): string {
  const word = `rule.warning.${warning.code}`;
  const thing = name(warning.thing);
  return taMaybe(word, warning.message).replace("{thing}", thing);
}

function stepText(ring: RoutingRing, name: Name): string {
  const who = whoOf(ring, name);
  return ring.after_s === 0 ? who : ta("rule.after", { seconds: ring.after_s, who });
}

function list(parts: readonly string[]): string {
  return new Intl.ListFormat(locale.value, { type: "conjunction" }).format(parts);
}

function either(parts: readonly string[]): string {
  return new Intl.ListFormat(locale.value, { type: "disjunction" }).format(parts);
}
