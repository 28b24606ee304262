// Which rows of a long list are in sight: only those are drawn. No DOM.

export interface Range {
  first: number;
  /** Behind the last. */
  end: number;
}

const SPARE = 6;

export function inSight(top: number, height: number, row: number, count: number): Range {
  const first = Math.max(0, Math.floor(top / row) - SPARE);
  const end = Math.min(count, Math.ceil((top + height) / row) + SPARE);
  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.max(end, 0) };
}

/** Where to scroll so that a row is whole in sight; the same place if it is. */
export function shownAt(index: number, top: number, height: number, row: number): number {
  const begins = index * row;
  if (begins < top) return begins;
  return begins + row > top + height ? begins + row - height : top;
}

/** What is drawn: the rows in sight, and the one with the focus wherever it is. */
export function drawn(range: Range, kept: number): number[] {
  const rows = Array.from(
    { length: Math.max(0, range.end - range.first) },
    (_, at) => range.first + at,
  );
  return kept < 0 || (kept >= range.first && kept < range.end) ? rows : [...rows, kept];
}
