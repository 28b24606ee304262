// Loads the file that shows invitations, when there is one to show. Called by proactive.ts and index.ts.
import type { Showing, Stage, TakeStage } from "../shared/bridge";
import { config, fileOf } from "./config";
import { loadScript } from "./script";

const waiting: Showing[] = [];
let asked = false;
let take: ((showing: Showing) => void) | undefined;

export function show(showing: Showing): void {
  if (take) take(showing);
  else waiting.push(showing);
  // Once: on a page where it does not come, nothing is shown.
  if (!asked) loadScript(fileOf(`${config.invitation}`), () => {});
  asked = true;
}

/** The file has come. */
export function attachStage(begin: TakeStage, stage: Stage): void {
  take ??= begin(stage);
  waiting.splice(0).forEach(take);
}
