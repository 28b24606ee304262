// Decides what rules do on a page: which of them hold, and what of it may be done. Called by the console's back-test;
// the tag has the first half, and loads the second with the file that shows what is decided.
import { makePage } from "./page";
import { type Compiled, type Engine, type Facts, type Ledger, PAGE } from "./types";
import { makeWatch } from "./watch";

export function makeEngine(compiled: Compiled, facts: Facts, ledger: Ledger): Engine {
  const watch = makeWatch(compiled, facts);
  const page = makePage(compiled, ledger);
  return {
    ...watch,
    on: (trigger, now) => page.decide(watch.on(trigger), now, trigger === PAGE),
  };
}
