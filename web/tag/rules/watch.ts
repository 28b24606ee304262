// Which rules hold on a page. Each condition stands once, in a table of its source; an event looks at the tables
// of what it may have changed, and only at rules whose first condition holds: that is the one which changes least.
// Called by the tag, and by engine.ts for all who need the whole; pure, knows no page.
import { readLists, readTables, signed } from "./form";
import { watchTable } from "./tables";
import { type Compiled, type Facts, type Listed, PAGE, SCROLL, type Trigger } from "./types";

/** What goes on by itself is read at every event; the first of these grow by one each second. */
const GROWING = "TVilLO";
const CLOCKS = `${GROWING}hDx`;

export interface Watch {
  /** The letters of all sources that rules ask for. */
  sources: string;
  /** The rules that hold now and have something left to do, in their order. */
  on(trigger: Trigger): Listed[];
  /** In how many seconds a clock, and at which percent scrolling, makes a difference: until then neither needs
   * to be told. Infinity: never on this page. */
  next(): { wait: number; scroll: number };
}

export function makeWatch([tables, gates, manners, rules]: Compiled, facts: Facts): Watch {
  /** By the ids of conditions, whether each holds. Rules' first conditions; whether one of them turned. */
  const truths: boolean[] = [];
  const firsts = new Set<number>();
  let isStale = true;
  const watched = readTables(tables).map(([head = "", ...entries]) => {
    const start = truths.length;
    for (const _ of entries) truths.push(false);
    return watchTable(head, entries, tables.charAt(1), facts, (index, isOn) => {
      truths[start + index] = isOn;
      isStale ||= firsts.has(start + index);
    });
  });

  const gated = readLists(gates, 1);
  const holds = (id: number): boolean | undefined => {
    if (id < truths.length) return truths[id];
    const [need, ...parts] = gated[id - truths.length] ?? [];
    const count = parts.filter(holds).length;
    return need ? count >= need : !count;
  };
  let number = 0;
  const all = readLists(rules, 2).map(([step = 0, manner = 0, first = -1, ...others], index) => {
    firsts.add(first);
    number += signed(step);
    return {
      index,
      rule: number,
      manner: manners[manner] ?? [[]],
      first,
      others,
      shown: false,
      done: false,
    };
  });
  let near = all;

  const next = (sources: string): number =>
    Math.min(...watched.map(([source, , more]) => (sources.includes(source) ? more() : Infinity)));
  const begin = (): void => {
    for (const one of all) one.shown = one.done = false;
  };
  return {
    sources: watched.map(([source]) => source).join(""),
    on(trigger) {
      if (trigger === PAGE) begin();
      for (const [source, look] of watched)
        if (trigger === PAGE || (CLOCKS + trigger).includes(source)) look();
      // Only a condition is known to stay as it is until it is told.
      if (isStale) near = all.filter(({ first }) => truths[first] !== false);
      isStale = false;
      return near.filter(
        ({ first, others, done }) => !done && (first < 0 || holds(first)) && others.every(holds),
      );
    },
    next: () => ({ wait: next(GROWING), scroll: next(SCROLL) }),
  };
}
