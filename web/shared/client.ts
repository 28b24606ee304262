// A tab's name for itself. A duplicated tab starts with a copy of its original's session storage;
// a web lock held for each name tells it that the name, and the lines waiting under it, are not its own.
import { randomName } from "./ids";
import type { Store } from "./storage";

const NAME_KEY = "parley.client";
/** Everything a conversation keeps is under this prefix, followed by the chat's id. */
export const OUTBOX_PREFIX = "parley.outbox.";
/** A page being replaced by this one holds its lock a moment longer than its document lives. */
const LOCK_PATIENCE_MS = 500;

/** This tab's client name, the same after a reload and a fresh one in a duplicated tab. */
export async function takeClient(store: Store): Promise<string> {
  const kept = store.get(NAME_KEY);
  if (kept !== null && /^[a-z2-7]{8}$/.test(kept) && (await lock(kept))) return kept;
  if (kept !== null) dropCopies(store);
  const name = randomName(8);
  store.set(NAME_KEY, name);
  await lock(name);
  return name;
}

function dropCopies(store: Store): void {
  for (const key of store.keys()) if (key.startsWith(OUTBOX_PREFIX)) store.remove(key);
}

/** Whether the name is ours alone. Where there are no locks, the server's `number_taken` settles it. */
function lock(name: string): Promise<boolean> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return Promise.resolve(true);
  return new Promise((answer) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LOCK_PATIENCE_MS);
    const held = locks.request(`parley.client.${name}`, { signal: patience.signal }, () => {
      clearTimeout(timer);
      answer(true);
      return untilHidden();
    });
    held.catch(() => answer(false));
  });
}

/** A page that holds a lock cannot be kept for going back to; so the lock ends with `pagehide`. */
function untilHidden(): Promise<void> {
  return new Promise((done) => addEventListener("pagehide", () => done(), { once: true }));
}
