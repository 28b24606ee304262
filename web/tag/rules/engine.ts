// Decides what rules do on a page. Each condition stands once, in a table of its source; an event looks at the tables
// of what it may have changed, and at rules only where a condition turned. Called by the tag; pure, knows no page.
import { readLists, readTables } from "./form";
import { makePage } from "./page";
import { watchTable } from "./tables";
import { type Compiled, type Engine, type Facts, type Ledger, PAGE, SCROLL } from "./types";

/** What goes on by itself is read at every event; the first of these grow by one each second. */
const GROWING = "TVilLO";
const CLOCKS = `${GROWING}hDx`;

export function makeEngine(compiled: Compiled, facts: Facts, ledger: Ledger): Engine {
  const [tables, gates, manners, rules] = compiled;
  // Conditions, gates and rules as one web: how many parts each needs, how many hold, and what it is part of.
  const needs: number[] = [];
  const counts: number[] = [];
  const above: number[][] = [];
  const holding = new Set<number>();
  let inOrder: number[] = [];

  const holds = (id: number): boolean =>
    needs[id] ? (counts[id] as number) >= (needs[id] as number) : !counts[id];
  const add = (need: number, parts: number[]): number => {
    for (const part of parts) above[part]?.push(needs.length);
    counts.push(parts.filter(holds).length);
    above.push([]);
    return needs.push(need) - 1;
  };
  const note = (index: number, isOn: boolean): void => {
    inOrder = [];
    if (isOn) holding.add(index);
    else holding.delete(index);
  };
  /** A turn of one goes up only as far as it makes a difference. */
  const turn = (id: number, isOn: boolean): void => {
    const before = holds(id);
    counts[id] = (counts[id] as number) + (isOn ? 1 : -1);
    if (holds(id) === before) return;
    for (const other of above[id] ?? []) turn(other, !before);
    if (id >= firstRule) note(id - firstRule, !before);
  };

  const watched = readTables(tables).map(([head = "", ...entries]) => {
    const first = needs.length;
    for (const _ of entries) add(1, []);
    return watchTable(head, entries, tables.charAt(1), facts, (index, isOn) =>
      turn(first + index, isOn),
    );
  });
  for (const [need = 0, ...parts] of readLists(gates, 1)) add(need, parts);
  const firstRule = needs.length;
  const page = makePage(
    compiled,
    readLists(rules, 2).map(([step = 0, manner = 0, ...parts], index) => {
      if (holds(add(parts.length, parts))) note(index, true);
      return { step, manner: manners[manner] ?? [[]] };
    }),
    ledger,
  );
  const next = (sources: string): number =>
    Math.min(...watched.map(([source, , more]) => (sources.includes(source) ? more() : Infinity)));
  return {
    sources: watched.map(([source]) => source).join(""),
    on(trigger, now) {
      if (trigger === PAGE) page.begin();
      for (const [source, look] of watched)
        if (trigger === PAGE || (CLOCKS + trigger).includes(source)) look();
      if (inOrder.length < holding.size) inOrder = [...holding].sort((one, other) => one - other);
      return page.decide(inOrder, now);
    },
    next: () => ({ wait: next(GROWING), scroll: next(SCROLL) }),
  };
}
