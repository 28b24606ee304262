// Nothing of ours may ever disturb the page we are a guest on: every entry from the browser goes through here.

/** `work`, which never throws: a defect of ours costs our feature, not the page. */
export function guarded<Args extends unknown[]>(work: (...args: Args) => void) {
  // Deliberately silent: the console belongs to the page as well.
  return (...args: Args): void => attempt(() => work(...args));
}

/** What `work` gives, or nothing where the browser forbids it. */
export function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return;
  }
}

export function on(target: EventTarget, type: string, work: (event: Event) => void): void {
  target.addEventListener(type, guarded(work), { passive: true });
}

export function later(work: () => void, ms: number): number {
  return window.setTimeout(guarded(work), ms);
}

/** In a task of its own when the page has nothing to do, so that ours never add up to one it would feel. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(guarded(work), { timeout: 1_000 });
  else later(work, 1);
}

export function isVisible(): boolean {
  return document.visibilityState === "visible";
}

/** At most `limit` UTF-16 units, never ending in half a character. */
export function cut(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
}

/** The JSON that is answered within some seconds; otherwise nothing is ever said of it. */
export function ask(url: string, options: RequestInit, answered: (json: unknown) => void): void {
  // An open request would keep the page out of the back/forward cache.
  const signal = AbortSignal.timeout?.(PATIENCE_MS);
  fetch(url, { credentials: "omit", signal, ...options })
    .then((answer) => answer.json())
    .then(guarded(answered), () => undefined);
}

const PATIENCE_MS = 8_000;
