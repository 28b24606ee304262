// The conditions on one source: which of them turn when it changes. Called by engine.ts.
import { asking, numberOf, textsOf } from "./conditions";
import type { Entry, Facts, Source } from "./types";

/** The source's letter; what reads its fact anew and tells what turned; how much more it takes until something does. */
export type Watched = readonly [source: string, look: () => void, more: () => number];
type Turn = (index: number, by: number) => void;

export function watchTable(head: string, entries: Entry[], facts: Facts, turn: Turn): Watched {
  const source = head.charAt(0) as Source;
  const kind = head.charAt(1);
  const read = () => facts(source, head.slice(2));
  return "<>".includes(kind)
    ? [source, ...watchNumber(entries as number[], () => numberOf(kind, read()), turn)]
    : [source, watchText(kind, entries, () => textsOf(read()), turn), () => Infinity];
}

/** Least values as they rise: those before the cursor hold. */
function watchNumber(
  entries: number[],
  read: () => number,
  turn: Turn,
): [look: () => void, more: () => number] {
  let cursor = 0;
  let value = 0;
  const least = (at: number): number => entries[at] ?? Infinity;
  return [
    () => {
      value = read();
      while (least(cursor) <= value) turn(cursor++, 1);
      while (cursor && !(least(cursor - 1) <= value)) turn(--cursor, -1);
    },
    () => (value >= 0 ? least(cursor) - value : Infinity),
  ];
}

/** Texts that are so are looked up; the others are asked one by one, when the text has changed. */
function watchText(kind: string, entries: Entry[], read: () => string[], turn: Turn): () => void {
  let known = "";
  let held = new Set<number>();
  const find = kind === "=" ? looking(entries) : trying(kind, entries);
  return () => {
    const texts = read();
    const text = texts.join("\n");
    if (text === known) return;
    known = text;
    const before = held;
    held = find(texts);
    for (const index of before) if (!held.has(index)) turn(index, -1);
    for (const index of held) if (!before.has(index)) turn(index, 1);
  };
}

function looking(entries: Entry[]): (texts: string[]) => Set<number> {
  const indexes = new Map(entries.map((entry, index) => [entry, index]));
  return (texts) => new Set(texts.flatMap((text) => indexes.get(text) ?? []));
}

function trying(kind: string, entries: Entry[]): (texts: string[]) => Set<number> {
  const askers = entries.map((entry) => asking(kind, entry));
  return (texts) =>
    askers.reduce((held, ask, index) => (ask(texts) ? held.add(index) : held), new Set<number>());
}
