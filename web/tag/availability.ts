// Whether somebody is there to chat, from a small file on the CDN.
import type { Availability } from "../shared/protocol";
import { config, fileOf } from "./config";
import { ask, guarded, isVisible, on, whenIdle } from "./guard";
import { pageSkill } from "./variables";

const REFRESH_MS = 60_000;
/** The first look comes a little after the clock starts: that must not cost the next one. */
const OLD_MS = 50_000;
const STATES = ["online", "busy", "offline"];

/** All that the file told; `null` until it has been read: then there is nothing to offer. */
export const availability = {
  told: null as Availability | null,
  /** Asks whether somebody is there now. */
  refresh: () => {},
};

/** Asks now, each minute while the page is visible, and when it is looked at again. */
export function watchAvailability(changed: (told: Availability) => void): void {
  let askedAt = 0;
  const refresh = guarded(() => {
    askedAt = performance.now();
    // Who asks again just after an agent came must not be told what the browser has kept.
    ask(fileOf(`${config.account}/availability.json`), { cache: "no-cache" }, (json) => {
      const told = json as Availability;
      if (!STATES.includes(told.state)) return;
      // A page that asks for a skill shows what holds for that.
      told.state = told.skills?.[pageSkill()] ?? told.state;
      availability.told = told;
      changed(told);
    });
  });
  const refreshIfOld = (): void => {
    if (isVisible() && performance.now() - askedAt > OLD_MS) refresh();
  };
  availability.refresh = refresh;
  whenIdle(refresh);
  setInterval(refreshIfOld, REFRESH_MS);
  on(document, "visibilitychange", refreshIfOld);
}
