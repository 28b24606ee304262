// Why rules hold or not: every condition looked at, without any index. Not in the tag: called by the console, and by the
// tests that hold the engine against it.
import { isCapped, isOpen } from "./bounds";
import { asking, numberOf, textsOf } from "./conditions";
import { readLists, readTables, signed } from "./form";
import type { Compiled, Facts, Ledger, Manner, Source } from "./types";

/** Of every condition, by its id, whether it holds. */
export function truthsOf([tables]: Compiled, facts: Facts): boolean[] {
  return readTables(tables).flatMap(([head = "", ...entries]) => {
    const kind = head.charAt(1);
    const value = facts(head.charAt(0) as Source, head.slice(2));
    if (kind === "<" || kind === ">")
      return entries.map((least) => Number(least) <= numberOf(kind, value));
    return entries.map((entry) => asking(kind, entry, tables.charAt(1))(textsOf(value)));
  });
}

export interface Explained {
  rule: number;
  /** Its conditions, all of them together. */
  holds: boolean;
  manner: Manner;
  isOpen: boolean;
  isCapped: boolean;
}

/** What is so of each rule, in their order; what another rule has taken is not looked at. */
export function explain(
  compiled: Compiled,
  facts: Facts,
  ledger: Ledger,
  now: number,
): Explained[] {
  const [, gates, manners, rules, , zones = []] = compiled;
  const truths = truthsOf(compiled, facts);
  for (const [need = 0, ...parts] of readLists(gates, 1)) {
    const count = parts.filter((part) => truths[part]).length;
    truths.push(need === 0 ? count === 0 : count >= need);
  }
  let rule = 0;
  return readLists(rules, 2).map(([step = 0, index = 0, ...parts]) => {
    rule += signed(step);
    const manner: Manner = manners[index] ?? [[]];
    const [, caps, schedule] = manner;
    return {
      rule,
      manner,
      holds: parts.every((part) => truths[part]),
      isOpen: !schedule || isOpen(schedule, zones, now),
      isCapped: isCapped(caps, ledger.rules[rule], now),
    };
  });
}
