// One piece of work at a time, with its failure: what a dialog's button does. Used by the admin screens.
import { type Signal, useSignal } from "@preact/signals";

export interface Task {
  busy: boolean;
  failure: unknown;
  /** Whether the work was done; false when it failed or another was still running. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

export function useTask(): Task {
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  return {
    busy: busy.value,
    failure: failure.value,
    run: (work) => runOnce(work, busy, failure),
  };
}

async function runOnce(
  work: () => Promise<unknown>,
  busy: Signal<boolean>,
  failure: Signal<unknown>,
): Promise<boolean> {
  if (busy.peek()) return false;
  busy.value = true;
  failure.value = null;
  try {
    await work();
  } catch (reason) {
    failure.value = reason;
  }
  busy.value = false;
  return failure.peek() === null;
}
