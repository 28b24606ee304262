// Decides what rules do on a page. Each condition stands once, in a table of its source; an event looks at the tables
// of what it may have changed, and at rules only where a condition turned. Called by the tag; pure, knows no page.
import { asking, numberOf, textsOf } from "./conditions";
import { makePage } from "./page";
import {
  type Compiled,
  type Decision,
  type Engine,
  type Facts,
  type Ledger,
  PAGE,
  SCROLL,
  type Source,
  type Table,
} from "./types";

/** What goes on by itself is read at every event; the first of these grow by one each second. */
const GROWING = "TVilLO";
const CLOCKS = `${GROWING}hDx`;

interface Watch {
  source: string;
  /** Reads the fact anew, and tells what turned. */
  look(): void;
  /** How much more it takes until something turns. */
  more(): number;
}

type Turn = (id: number, by: 1 | -1) => void;

export function makeEngine(compiled: Compiled, facts: Facts, ledger: Ledger): Engine {
  const [tables] = compiled;
  const holding = new Set<number>();
  let inOrder: number[] | undefined;
  const turn = connect(compiled, (rule, holds) => {
    if (holds) holding.add(rule);
    else holding.delete(rule);
    inOrder = undefined;
  });
  let first = 0;
  const watches = tables.map((table) => {
    const watch = watching(table, facts, first, turn);
    first += table.length - 1;
    return watch;
  });
  const page = makePage(compiled, ledger);
  const next = (sources: string): number =>
    Math.min(...watches.map((one) => (sources.includes(one.source) ? one.more() : Infinity)));

  return {
    on(trigger, now): Decision[] {
      if (trigger === PAGE) page.begin();
      const read = CLOCKS + trigger;
      for (const one of watches) if (trigger === PAGE || read.includes(one.source)) one.look();
      inOrder ??= [...holding].sort((one, other) => one - other);
      return page.decide(inOrder, now);
    },
    next: () => ({ wait: next(GROWING), scroll: next(SCROLL) }),
  };
}

/** Conditions, gates and rules as one web: a turn of one goes up only as far as it makes a difference. */
function connect(
  [tables, gates, , rules]: Compiled,
  turned: (rule: number, holds: boolean) => void,
): Turn {
  const needs: number[] = [];
  const counts: number[] = [];
  const above: number[][] = [];
  const holds = (id: number): boolean =>
    needs[id] ? (counts[id] as number) >= (needs[id] as number) : !counts[id];
  const add = (need: number, parts: readonly number[]): number => {
    const id = needs.push(need) - 1;
    above.push([]);
    for (const part of parts) above[part]?.push(id);
    counts.push(parts.filter(holds).length);
    return id;
  };
  for (const table of tables) for (let n = 1; n < table.length; n++) add(1, []);
  for (const [need, ...parts] of gates) add(need, parts);
  const firstRule = needs.length;
  rules.forEach(([, , ...parts], index) => {
    if (holds(add(parts.length, parts))) turned(index, true);
  });
  const turn: Turn = (id, by) => {
    const before = holds(id);
    counts[id] = (counts[id] as number) + by;
    if (holds(id) === before) return;
    if (id >= firstRule) turned(id - firstRule, !before);
    for (const other of above[id] ?? []) turn(other, before ? -1 : 1);
  };
  return turn;
}

function watching([head, ...entries]: Table, facts: Facts, first: number, turn: Turn): Watch {
  const source = head.charAt(0);
  const kind = head.charAt(1);
  const read = () => facts(source as Source, head.slice(2));
  return "<>".includes(kind)
    ? { source, ...byNumber(entries as number[], () => numberOf(kind, read()), first, turn) }
    : { source, ...byText(kind, entries as string[], () => textsOf(read()), first, turn) };
}

/** Least values as they rise: those up to the cursor hold. */
function byNumber(entries: number[], read: () => number, first: number, turn: Turn) {
  let cursor = 0;
  let value = 0;
  const least = (at: number): number => entries[at] ?? Infinity;
  return {
    look() {
      value = read();
      while (least(cursor) <= value) turn(first + cursor++, 1);
      while (cursor && !(least(cursor - 1) <= value)) turn(first + --cursor, -1);
    },
    more: () => (value >= 0 ? least(cursor) - value : Infinity),
  };
}

/** Texts that are so are looked up; the others are asked one by one, when the text has changed. */
function byText(kind: string, entries: string[], read: () => string[], first: number, turn: Turn) {
  let known = "";
  let held = new Set<number>();
  const find = kind === "=" ? looking(entries, first) : asked(kind, entries, first);
  return {
    look() {
      const texts = read();
      const text = texts.join("\n");
      if (text === known) return;
      known = text;
      const before = held;
      held = find(texts);
      for (const id of before) if (!held.has(id)) turn(id, -1);
      for (const id of held) if (!before.has(id)) turn(id, 1);
    },
    more: () => Infinity,
  };
}

function looking(entries: string[], first: number): (texts: string[]) => Set<number> {
  const ids = new Map(entries.map((entry, index) => [entry, first + index]));
  return (texts) => new Set(texts.flatMap((text) => ids.get(text) ?? []));
}

function asked(kind: string, entries: string[], first: number): (texts: string[]) => Set<number> {
  const askers = entries.map((entry) => asking(kind, entry));
  return (texts) =>
    askers.reduce(
      (held, ask, index) => (ask(texts) ? held.add(first + index) : held),
      new Set<number>(),
    );
}
