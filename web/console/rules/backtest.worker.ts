// Plays visits beside the page, so that the page stays quick. Called by testing.ts.
import type { RecordedVisit } from "../visitors/records";
import { BackTest } from "./backtest";
import type { Made } from "./replay";

export type ToWorker =
  | { kind: "begin"; made: Made; from: number; hours: number; availability: string }
  | { kind: "visits"; visits: readonly RecordedVisit[] }
  | { kind: "end" };

let test: BackTest | null = null;

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "begin")
    test = new BackTest(data.made, data.from, data.hours, data.availability);
  else if (data.kind === "visits") {
    for (const visit of data.visits) test?.play(visit);
    postMessage({ played: data.visits.length });
  } else postMessage({ outcome: test?.result() });
});
