// What the rules that hold do on one page: the first in their order wins what there is one of. Called by engine.ts, and by the file
// that shows it.
import { isCapped, isOpen } from "./bounds";
import {
  type Action,
  BANNER,
  BUTTON,
  type Compiled,
  type Decision,
  type Ledger,
  type Listed,
  SUPPRESS,
} from "./types";

export function makePage([, , , , bounds, zones = []]: Compiled, ledger: Ledger) {
  const [perVisit = 0, pause = 0] = bounds || [];
  /** What is decided until the next page, of which there is one. */
  let taken = new Set<string>();
  let closed = Infinity;
  /** Which rule says what the button does, and which did before. */
  let button = -1;
  let buttonBefore = -1;

  const turnsButton = (index: number): boolean => {
    if (button >= 0) return false;
    button = index;
    return index !== buttonBefore;
  };
  const isBarred = (code: number, { rule, manner, shown }: Listed, full: boolean, now: number) =>
    (code < BANNER && (full || !!ledger.up)) ||
    shown ||
    isCapped(manner[1], ledger.rules[rule], now);
  /** Does an action, unless there is one of its kind on the page already. */
  const take = (one: Listed, code: number, place: string): boolean => {
    if (taken.has(place)) return false;
    if (code < BUTTON) one.shown = true;
    if (code < BANNER) ledger.up = true;
    else taken.add(place);
    if (code === SUPPRESS) closed = one.index;
    return true;
  };
  const choose = (one: Listed, full: boolean, now: number): Action[] => {
    const schedule = one.manner[2];
    if (one.index > closed || (schedule && !isOpen(schedule, zones, now))) return [];
    const before = { ...one };
    one.done = true;
    return one.manner[0].filter(([code, name]) => {
      const barred = code < BUTTON && isBarred(code, before, full, now);
      if (barred || code === BUTTON) one.done &&= before.shown && barred;
      if (code === BUTTON) return turnsButton(one.index);
      return !barred && take(one, code, `${code}${name}`);
    });
  };
  const begin = (): void => {
    taken = new Set();
    closed = Infinity;
    if (ledger.up === "page") ledger.up = false;
  };
  return {
    /** `holding`: the rules that hold, in their order. `begins`: the page, and it shows nothing yet. */
    decide(holding: readonly Listed[], now: number, begins: boolean): Decision[] {
      if (begins) begin();
      const full = isCapped([perVisit, 0, pause], [ledger.shown, 0, ledger.at, 0], now);
      buttonBefore = button;
      button = -1;
      const decisions: Decision[] = [];
      for (const one of holding) {
        const actions = choose(one, full, now);
        if (actions[0]) decisions.push({ rule: one.rule, actions });
      }
      if (buttonBefore >= 0 && button < 0) decisions.push({ rule: 0, actions: [[BUTTON]] });
      return decisions;
    },
  };
}
