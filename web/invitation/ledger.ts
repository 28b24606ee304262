// Notes what became of a showing: for the caps of rules, and for the account's reports. Called by show.ts.
import type { Showing, Stage } from "../shared/bridge";
import type { EngagementState } from "../shared/protocol";
import { INVITE, OPEN, type Tally } from "../tag/rules/types";

const OVER: readonly EngagementState[] = ["accepted", "declined", "ignored"];

export function note(stage: Stage, showing: Showing, state: EngagementState): void {
  const { memory } = stage;
  const { rule, variant = -1, hand } = showing;
  const at = Date.now();
  const tally = memory.rules[rule] ?? ([0, 0, 0, 0] as const);
  memory.rules[rule] = counted(tally, state, at);
  if (invites(showing)) {
    // What a control group was not shown counts as if it were.
    if (state === "shown" || state === "control") {
      memory.shown++;
      memory.at = at;
    }
    memory.up = state === "control" ? "page" : !OVER.includes(state);
  }
  if (state === "shown" || OVER.includes(state)) memory.G[rule] = memory.G[""] = state;
  stage.engaged({ rule, variant: hand?.id ?? (variant < 0 ? "" : `${variant}`), state, at });
}

function counted([visit, ever, last, declined]: Tally, state: EngagementState, at: number): Tally {
  if (state === "declined") return [visit, ever, last, at];
  if (state !== "shown" && state !== "control") return [visit, ever, last, declined];
  return [visit + 1, ever + 1, at, declined];
}

function invites({ hand, actions }: Showing): boolean {
  return hand !== undefined || actions.some(([what]) => what === INVITE || what === OPEN);
}
