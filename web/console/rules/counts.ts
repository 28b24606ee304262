// How often each rule offered, was seen and was accepted, as bars beside each other. No DOM.

export interface EngagementRow {
  rule: number;
  variant?: string;
  offered?: number;
  shown?: number;
  accepted?: number;
  declined?: number;
  ignored?: number;
  control?: number;
  chatted?: number;
  converted?: number;
}

export const COUNTED = ["offered", "shown", "accepted"] as const;
export type Counted = (typeof COUNTED)[number];
export type Counts = Readonly<Record<Counted, number>>;

const NONE: Counts = { offered: 0, shown: 0, accepted: 0 };

/** All variants of a rule together. */
export function countsOf(rows: readonly EngagementRow[]): Map<number, Counts> {
  const sums = new Map<number, Counts>();
  for (const row of rows) {
    const old = sums.get(row.rule) ?? NONE;
    sums.set(row.rule, {
      offered: old.offered + (row.offered ?? 0),
      shown: old.shown + (row.shown ?? 0),
      accepted: old.accepted + (row.accepted ?? 0),
    });
  }
  return sums;
}

/** Bars of a list: in percent of the longest of all rules, so that rules can be compared. */
export function widthsOf(counts: Counts, most: number): Record<Counted, number> {
  const part = (count: number) => (most === 0 ? 0 : Math.round((count / most) * 1000) / 10);
  return {
    offered: part(counts.offered),
    shown: part(counts.shown),
    accepted: part(counts.accepted),
  };
}

export function mostOf(all: Iterable<Counts>): number {
  return Math.max(0, ...[...all].flatMap((counts) => COUNTED.map((name) => counts[name])));
}
