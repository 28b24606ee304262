// The conditions on one source: which of them turn when it changes. Called by engine.ts.
import { asking, numberOf, textsOf } from "./conditions";
import type { Facts, Source } from "./types";

/** The source's letter; what reads its fact anew and tells what turned; how much more it takes until something does. */
export type Watched = readonly [source: string, look: () => void, more: () => number];
type Turn = (index: number, isOn: boolean) => void;

export function watchTable(
  head: string,
  entries: string[],
  mark: string,
  facts: Facts,
  turn: Turn,
): Watched {
  const source = head.charAt(0) as Source;
  const kind = head.charAt(1);
  const read = () => facts(source, head.slice(2));
  if (!"<>".includes(kind)) {
    const askers = entries.map((entry) => asking(kind, entry, mark));
    return [source, watchText(askers, () => textsOf(read()), turn), () => Infinity];
  }
  // Least values as they rise: those before the cursor hold.
  let cursor = 0;
  let value = 0;
  const least = (at: number): number => +(entries[at] ?? Infinity);
  const look = () => {
    value = numberOf(kind, read());
    while (least(cursor) <= value) turn(cursor++, true);
    while (cursor && !(least(cursor - 1) <= value)) turn(--cursor, false);
  };
  return [source, look, () => (value >= 0 ? least(cursor) - value : Infinity)];
}

/** Texts are asked one by one, when they have changed. */
function watchText(
  askers: ((texts: string[]) => boolean)[],
  read: () => string[],
  turn: Turn,
): () => void {
  const held: boolean[] = [];
  let known = "";
  return () => {
    const texts = read();
    const text = texts.join("\n");
    if (text === known) return;
    known = text;
    askers.forEach((ask, index) => {
      const isOn = ask(texts);
      if (isOn !== !!held[index]) turn(index, isOn);
      held[index] = isOn;
    });
  };
}
