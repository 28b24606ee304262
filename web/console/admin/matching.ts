// Asks a worker what patterns find, and gives up on it after a second. Called by the masks' test box.
import type { Found } from "./matches";
import Matches from "./matches.worker?worker";
import type { MaskPattern } from "./records";

const PATIENCE_MS = 1_000;

export function matchesOf(patterns: readonly MaskPattern[], text: string): Promise<Found> {
  const worker = new Matches();
  return new Promise<Found>((resolve) => {
    const timer = setTimeout(() => resolve({ kind: "slow" }), PATIENCE_MS);
    worker.onmessage = (event: MessageEvent<Found>) => {
      clearTimeout(timer);
      resolve(event.data);
    };
    worker.postMessage({ patterns, text });
  }).finally(() => worker.terminate());
}
