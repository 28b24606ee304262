// Loads the file that shows what rules do, when one holds or an agent invites. Called by proactive.ts and index.ts.
import type { Holding, Showing, Stage, TakeStage } from "../shared/bridge";
import { config, fileOf } from "./config";
import { loadScript } from "./script";

/** A file that does not come must not fill the memory. */
const MOST_WAITING = 50;
const waiting: (Showing | Holding)[] = [];
let asked = false;
let take: ReturnType<TakeStage> | undefined;

/** `isReason`: to load the file, if it is not here yet. */
export function show(showing: Showing | Holding, isReason = true): void {
  if (take) take(showing);
  else if (isReason) {
    if (waiting.length < MOST_WAITING) waiting.push(showing);
    // Once: on a page where it does not come, nothing is shown.
    if (!asked) loadScript(fileOf(`${config.invitation}`), () => {});
    asked = true;
  }
}

/** The file has come. */
export function attachStage(begin: TakeStage, stage: Stage): void {
  take ??= begin(stage);
  waiting.splice(0).forEach(take);
}
