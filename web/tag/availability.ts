// Whether somebody is there to chat, from a small file on the CDN.
import type { Availability } from "../shared/protocol";
import type { TagConfig } from "./config";
import { guarded, on, whenIdle } from "./guard";

export type State = Availability["state"];

const REFRESH_MS = 60_000;
const PATIENCE_MS = 8_000;

export interface AvailabilityWatch {
  /** `null` until the file has been read: then there is nothing to offer. */
  state: State | null;
  refresh(): void;
}

/** Asks now, each minute while the page is visible, and when it is looked at again. */
export function watchAvailability(
  config: TagConfig,
  changed: (state: State) => void,
): AvailabilityWatch {
  let askedAt = 0;
  const refresh = guarded(() => {
    askedAt = Date.now();
    ask(config).then(
      guarded((state: State | null) => {
        if (!state || state === watch.state) return;
        watch.state = state;
        changed(state);
      }),
      () => undefined,
    );
  });
  const watch: AvailabilityWatch = { state: null, refresh };
  const refreshIfOld = (): void => {
    if (document.visibilityState === "visible" && Date.now() - askedAt >= REFRESH_MS) refresh();
  };
  whenIdle(refresh);
  setInterval(refreshIfOld, REFRESH_MS);
  on(document, "visibilitychange", refreshIfOld);
  return watch;
}

async function ask(config: TagConfig): Promise<State | null> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const answer = await fetch(`${config.cdn}/tag/${config.account}/availability.json`, {
    credentials: "omit",
    // Who asks again just after an agent came must not be told what the browser has kept.
    cache: "no-cache",
    signal: patience.signal,
  });
  const file: unknown = await answer.json();
  clearTimeout(timer);
  const state = (file as Partial<Availability> | null)?.state;
  return state === "online" || state === "busy" || state === "offline" ? state : null;
}
