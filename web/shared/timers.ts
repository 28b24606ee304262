// Named timeouts: setting one again replaces it. Used by the socket and by conversations.

export class Timers {
  readonly #running = new Map<string, ReturnType<typeof setTimeout>>();

  set(name: string, ms: number, work: () => void): void {
    this.clear(name);
    this.#running.set(
      name,
      setTimeout(() => {
        this.#running.delete(name);
        work();
      }, ms),
    );
  }

  /** Like `set`, but leaves a running timeout of that name alone. */
  once(name: string, ms: number, work: () => void): void {
    if (!this.has(name)) this.set(name, ms, work);
  }

  has(name: string): boolean {
    return this.#running.has(name);
  }

  clear(name: string): void {
    clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  clearAll(): void {
    for (const name of [...this.#running.keys()]) this.clear(name);
  }
}
