// How long the bars beside page views are. Pure; the visitor panel draws them.

/** Widths in per cent of the longest; anything seen at all is visible. */
export function barWidths(times: readonly number[]): number[] {
  const longest = Math.max(0, ...times);
  if (longest === 0) return times.map(() => 0);
  return times.map((time) => (time <= 0 ? 0 : Math.max(2, Math.round((time / longest) * 100))));
}
