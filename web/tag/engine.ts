// The rules' engine as the tag has it. Called by proactive.ts.
import type { Compiled, Engine, Facts, Ledger } from "./rules/types";

/** Until there is one: nothing is ever decided. */
export function makeEngine(_compiled: Compiled, _facts: Facts, _ledger: Ledger): Engine {
  const never = Number.POSITIVE_INFINITY;
  return { on: () => [], next: () => ({ wait: never, scroll: never }) };
}
