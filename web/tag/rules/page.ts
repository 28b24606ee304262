// What the rules that hold do on one page: the first in their order wins what there is one of. Called by engine.ts.
import { isCapped, isOpen } from "./bounds";
import {
  type Action,
  BANNER,
  BUTTON,
  type Compiled,
  type Decision,
  type Ledger,
  type Manner,
  SUPPRESS,
} from "./types";

/** A rule in its place: its number less that of the one before. */
export interface Listed {
  step: number;
  manner: Manner;
}

export function makePage([, , , , bounds, zones = []]: Compiled, rules: Listed[], ledger: Ledger) {
  const [perVisit = 0, pause = 0] = bounds || [];
  let number = 0;
  const numbers = rules.map(({ step }) => {
    number += step;
    return number;
  });
  /** Until the next page: which rules have shown something, and what is decided of which there is one. */
  let taken = new Set<string | number>();
  let closed = Infinity;
  /** Which rule says what the button does, and which did before. */
  let button = -1;
  let buttonBefore = -1;

  const turnsButton = (index: number): boolean => {
    if (button >= 0) return false;
    button = index;
    return index !== buttonBefore;
  };
  const isBarred = (code: number, capped: boolean, full: boolean): boolean =>
    code < BUTTON && (capped || (code < BANNER && (full || !!ledger.up)));
  /** Does an action, unless there is one of its kind on the page already. */
  const take = (index: number, code: number, place: string): boolean => {
    if (taken.has(place)) return false;
    if (code < BUTTON) taken.add(index);
    if (code < BANNER) ledger.up = true;
    else taken.add(place);
    if (code === SUPPRESS) closed = index;
    return true;
  };
  const choose = (
    index: number,
    rule: number,
    [actions, caps, schedule]: Manner,
    full: boolean,
    now: number,
  ): Action[] => {
    if (index > closed || (schedule && !isOpen(schedule, zones, now))) return [];
    const capped = taken.has(index) || isCapped(caps, ledger.rules[rule], now);
    return actions.filter(([code, name]) =>
      code === BUTTON
        ? turnsButton(index)
        : !isBarred(code, capped, full) && take(index, code, `${code}${name}`),
    );
  };
  return {
    begin(): void {
      taken = new Set();
      closed = Infinity;
      if (ledger.up === "page") ledger.up = false;
    },
    /** `holding`: the places of the rules that hold, rising. */
    decide(holding: readonly number[], now: number): Decision[] {
      const full = isCapped([perVisit, 0, pause], [ledger.shown, 0, ledger.at, 0], now);
      buttonBefore = button;
      button = -1;
      const decisions: Decision[] = [];
      for (const index of holding) {
        const rule = numbers[index] as number;
        const chosen = choose(index, rule, (rules[index] as Listed).manner, full, now);
        if (chosen[0]) decisions.push({ rule, actions: chosen });
      }
      if (buttonBefore >= 0 && button < 0) decisions.push({ rule: 0, actions: [[BUTTON]] });
      return decisions;
    },
  };
}
