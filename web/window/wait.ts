// How long it may still take, in whole minutes: rounded so that it promises no more than is known.
import type { Catalogue } from "../shared/catalogue";
import type { Wait } from "../shared/protocol";

/** Beyond it single minutes would say more than anybody knows. */
const FINE_MINUTES = 20;
const COARSE_MINUTES = 5;

export function waitText(words: Catalogue, wait: Wait | null): string {
  if (!wait) return "";
  const high = outward(wait.high_s / 60, Math.ceil);
  const low = Math.min(outward(wait.low_s / 60, Math.floor), high - 1);
  if (low < 1) return words.text("wait.under", { count: Math.max(high, 1) });
  return words.text("wait.between", { low, count: high });
}

function outward(minutes: number, round: (value: number) => number): number {
  const step = minutes > FINE_MINUTES ? COARSE_MINUTES : 1;
  return round(minutes / step) * step;
}
