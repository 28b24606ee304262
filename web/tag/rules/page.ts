// What the rules that hold do on one page: the first in their order wins what there is one of. Called by engine.ts.
import { isCapped, isOpen } from "./bounds";
import { BANNER, BUTTON, type Compiled, type Decision, type Ledger, SET, SUPPRESS } from "./types";

export function makePage([, , manners, rules, bounds, zones = []]: Compiled, ledger: Ledger) {
  const [perVisit = 0, pause = 0] = bounds || [];
  let number = 0;
  const numbers = rules.map(([step]) => {
    number += step;
    return number;
  });
  /** Rules that showed something on this page, and what is decided until the next: routing, variables, the banner. */
  let done = new Set<number>();
  let taken = new Set<unknown>();
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
  const take = (index: number, code: number, place: unknown): boolean => {
    if (taken.has(place)) return false;
    if (code < BUTTON) done.add(index);
    if (code < BANNER) ledger.up = true;
    else taken.add(place);
    if (code === SUPPRESS) closed = index;
    return true;
  };
  return {
    begin(): void {
      done = new Set();
      taken = new Set();
      closed = Infinity;
      if (ledger.up === "page") ledger.up = false;
    },
    decide(inOrder: readonly number[], now: number): Decision[] {
      const full = isCapped([perVisit, 0, pause], [ledger.shown, 0, ledger.at, 0], now);
      buttonBefore = button;
      button = -1;
      const decisions = inOrder.map((index) => {
        const rule = numbers[index] as number;
        const [actions, caps, schedule] = manners[rules[index]?.[1] as number] ?? [[]];
        if (index > closed || (schedule && !isOpen(schedule, zones, now)))
          return { rule, actions: [] };
        const capped = done.has(index) || isCapped(caps, ledger.rules[rule], now);
        return {
          rule,
          actions: actions.filter(([code, name]) =>
            code === BUTTON
              ? turnsButton(index)
              : !isBarred(code, capped, full) && take(index, code, code === SET ? name : code),
          ),
        };
      });
      if (buttonBefore >= 0 && button < 0) decisions.push({ rule: 0, actions: [[BUTTON]] });
      return decisions.filter(({ actions }) => actions[0]);
    },
  };
}
