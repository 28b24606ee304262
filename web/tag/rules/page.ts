// What the rules that hold do on one page: the first in their order wins what there is one of. Called by engine.ts.
import { draw, fate, isCapped, isOpen } from "./bounds";
import { BANNER, BUTTON, type Compiled, type Decision, type Ledger, SUPPRESS } from "./types";

export function makePage([, , manners, rules, bounds, zones = []]: Compiled, ledger: Ledger) {
  const [share = 0, perVisit = 0, pause = 0] = bounds || [];
  let number = 0;
  const listed = rules.map(([step, manner]) => {
    number += step;
    return { rule: number, manner: manners[manner] ?? [[]] };
  });
  /** Those that showed something on this page. */
  const done = new Set<number>();
  /** What is decided until the next page: routing, a variable by its name, the banner, for a control group "0". */
  const taken = new Set<string>();
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
    (code < BUTTON && capped) || (code < BANNER && (full || ledger.up));

  /** Does an action, unless there is one of its kind on the page already. */
  const take = (index: number, code: number, place: string, control: boolean): boolean => {
    if (taken.has(place)) return false;
    if (code < BUTTON) done.add(index);
    if (code < BANNER && !control) ledger.up = true;
    else taken.add(place);
    if (code === SUPPRESS && !control) closed = index;
    return true;
  };

  const decide = (inOrder: readonly number[], now: number): Decision[] => {
    const decisions: Decision[] = [];
    const everyone = draw(ledger.visitor) < share;
    const full = isCapped([perVisit, 0, pause], [ledger.shown, 0, ledger.at, 0], now);
    buttonBefore = button;
    button = -1;
    const consider = (index: number): void => {
      const { rule, manner } = listed[index] as (typeof listed)[0];
      const [actions, caps, schedule, experiment] = manner;
      if (schedule && !isOpen(schedule, zones, now)) return;
      const { variant, ...drawn } = fate(experiment, ledger.visitor, rule);
      const control = everyone || drawn.control;
      const capped = done.has(index) || isCapped(caps, ledger.rules[rule], now);
      const chosen = actions.filter(([code, name = ""]) => {
        if (code === BUTTON) return !control && turnsButton(index);
        const barred = isBarred(code, capped, full);
        return !barred && take(index, code, code < BANNER ? "0" : `${code}${name}`, control);
      });
      if (chosen[0]) decisions.push({ rule, actions: chosen, variant, control });
    };
    for (const index of inOrder) if (index <= closed) consider(index);
    if (buttonBefore >= 0 && button < 0)
      decisions.push({ rule: 0, actions: [[BUTTON]], variant: -1, control: false });
    return decisions;
  };

  return {
    decide,
    begin(): void {
      done.clear();
      taken.clear();
      closed = Infinity;
    },
  };
}
