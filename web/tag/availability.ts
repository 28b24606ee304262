// Whether somebody is there to chat, from a small file on the CDN.
import type { Availability } from "../shared/protocol";
import type { TagConfig } from "./config";
import { guarded, on, whenIdle } from "./guard";
import { pageSkill } from "./variables";

export type State = Availability["state"];

const REFRESH_MS = 60_000;
/** The first look comes a little after the clock starts: that must not cost the next one. */
const OLD_MS = 50_000;
const PATIENCE_MS = 8_000;
const STATES: readonly State[] = ["online", "busy", "offline"];

export interface AvailabilityWatch {
  /** `null` until the file has been read: then there is nothing to offer. */
  state: State | null;
  /** All that the file told. */
  told: Availability | null;
  refresh(): void;
}

/** Asks now, each minute while the page is visible, and when it is looked at again. */
export function watchAvailability(
  config: TagConfig,
  changed: (told: Availability) => void,
): AvailabilityWatch {
  let askedAt = 0;
  const refresh = guarded(() => {
    askedAt = Date.now();
    ask(config).then(
      guarded((told: Availability | null) => {
        if (!told || same(told, watch.told)) return;
        watch.state = told.state;
        watch.told = told;
        changed(told);
      }),
      () => undefined,
    );
  });
  const watch: AvailabilityWatch = { state: null, told: null, refresh };
  const refreshIfOld = (): void => {
    if (document.visibilityState === "visible" && Date.now() - askedAt >= OLD_MS) refresh();
  };
  whenIdle(refresh);
  setInterval(refreshIfOld, REFRESH_MS);
  on(document, "visibilitychange", refreshIfOld);
  return watch;
}

async function ask(config: TagConfig): Promise<Availability | null> {
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
  const told = file as Availability | null;
  if (!told || !STATES.includes(told.state)) return null;
  // A page that asks for a skill shows what holds for that.
  const state = told.skills?.[pageSkill()] ?? told.state;
  return { ...told, state };
}

/** It is written again each minute, whether or not anything has changed. */
function same(one: Availability, other: Availability | null): boolean {
  return JSON.stringify({ ...one, at: 0 }) === JSON.stringify({ ...other, at: 0 });
}
