// Why a rule holds at a moment of a visit or not: each condition with what it saw, by the compiled rules. No DOM.
import { explain, truthsOf } from "../../tag/rules/explain";
import type { Facts, Ledger, Value } from "../../tag/rules/types";
import type { Made } from "./replay";
import type { Condition, Kind, Node, Rule } from "./rule";
import { formOf } from "./sources";
import { childrenOf, isGroup, kindOf, pointerOf } from "./tree";

/** What the server makes of rules: `places` tells which parts of `compiled` a condition is. */
export interface Compilation extends Made {
  places: { readonly [number: number]: { readonly [pointer: string]: readonly number[] } };
}

export interface Verdict {
  holds: boolean;
  kind?: Kind;
  parts?: readonly Verdict[];
  condition?: Condition;
  /** What was so; `undefined` where it is not known. */
  seen?: Value;
}

/** What else decides of each rule, by its number: its days and hours, and how often it may. */
export function boundsOf(
  { compiled }: Compilation,
  facts: Facts,
  ledger: Ledger,
  now: number,
): ReadonlyMap<number, { isOpen: boolean; isCapped: boolean }> {
  return new Map(explain(compiled, facts, ledger, now).map((each) => [each.rule, each]));
}

export function explainRule(rule: Rule, made: Compilation, facts: Facts): Verdict {
  const truths = truthsOf(made.compiled, facts);
  const places = made.places[rule.number] ?? {};
  const look = (node: Node, path: readonly number[]): Verdict => {
    if (!isGroup(node)) {
      const [need = 0, ...atoms] = places[pointerOf(rule.when, path)] ?? [];
      const count = atoms.filter((atom) => truths[atom]).length;
      const holds = need === 0 ? count === 0 : count >= need;
      return { holds, condition: node, seen: seenBy(node, facts) };
    }
    const kind = kindOf(node);
    const parts = childrenOf(node).map((child, at) => look(child, [...path, at]));
    return { holds: joined(kind, parts), kind, parts };
  };
  return look(rule.when, []);
}

/** How near a rule is to holding: the part of its conditions that hold as they should. */
export function nearness(verdict: Verdict): number {
  if (verdict.parts === undefined || verdict.parts.length === 0) return verdict.holds ? 1 : 0;
  const parts = verdict.parts.map(nearness);
  if (verdict.kind === "any") return Math.max(...parts);
  const sum = parts.reduce((total, part) => total + part, 0) / parts.length;
  return verdict.kind === "none" ? 1 - sum : sum;
}

function joined(kind: Kind, parts: readonly Verdict[]): boolean {
  if (kind === "all") return parts.every(({ holds }) => holds);
  const some = parts.some(({ holds }) => holds);
  return kind === "any" ? some : !some;
}

function seenBy(condition: Condition, facts: Facts): Value {
  const { letter, part } = formOf(condition.on);
  return facts(letter, part ?? condition.name ?? "");
}
