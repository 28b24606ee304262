// Nothing of ours may ever disturb the page we are a guest on: every entry from the browser goes through here.

/** `work`, which never throws: a defect of ours costs our feature, not the page. */
export function guarded<Args extends unknown[]>(work: (...args: Args) => void) {
  return (...args: Args): void => {
    try {
      work(...args);
    } catch {
      // Deliberately silent: the console belongs to the page as well.
    }
  };
}

export function on(target: EventTarget, type: string, work: (event: Event) => void): void {
  target.addEventListener(type, guarded(work), { passive: true });
}

/** In a task of its own when the page has nothing to do, so that ours never add up to one it would feel. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(guarded(work), { timeout: 1_000 });
  else setTimeout(guarded(work), 1);
}

/** At most `limit` UTF-16 units, never ending in half a character. */
export function cut(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
}
