// Browser storage that may be full, forbidden or absent: what cannot be written is kept in memory.
// Used by conversations, the window and the console.

export interface Store {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

/** `open` is a callback because merely reading `window.sessionStorage` throws where it is forbidden. */
export function openStore(open: () => Storage | null | undefined): Store {
  return new CarefulStore(attempt(open, null) ?? null);
}

/** The JSON under a key, or `null` where there is none or it is not JSON. */
export function readJson<Value>(store: Store, key: string): Value | null {
  const text = store.get(key);
  return text === null ? null : attempt(() => JSON.parse(text) as Value, null);
}

class CarefulStore implements Store {
  readonly #memory = new Map<string, string>();
  readonly #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
  }

  get(key: string): string | null {
    return this.#memory.get(key) ?? attempt(() => this.#storage?.getItem(key) ?? null, null);
  }

  set(key: string, value: string): void {
    this.#memory.set(key, value);
    const kept = attempt(() => {
      this.#storage?.setItem(key, value);
      return this.#storage !== null;
    }, false);
    // An older value left behind would come back after a reload as if it were the newest.
    if (!kept) attempt(() => this.#storage?.removeItem(key), undefined);
  }

  remove(key: string): void {
    this.#memory.delete(key);
    attempt(() => this.#storage?.removeItem(key), undefined);
  }

  keys(): string[] {
    const stored = attempt(() => Object.keys(this.#storage ?? {}), []);
    return [...new Set([...stored, ...this.#memory.keys()])];
  }
}

function attempt<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
