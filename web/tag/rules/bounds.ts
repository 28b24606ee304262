// What else decides whether a rule that holds may do something: schedule and caps. Used by engine.ts and
// explain.ts.
import type { Manner, Schedule, Tally, Zone } from "./types";

const DAY_MIN = 1440;

/** Whether a schedule is open at `now` (epoch ms). What goes past midnight belongs to the day it began. */
export function isOpen(
  [from, until, days, begins, lasts, zone]: Schedule,
  zones: readonly Zone[],
  now: number,
): boolean {
  const utc = Math.floor(now / 60_000);
  let ahead = 0;
  let at = 0;
  zones[zone]?.forEach((value, index) => {
    if (index % 2) at += value;
    else if (at <= utc) ahead = value;
  });
  const local = utc + ahead - begins;
  const day = Math.floor(local / DAY_MIN);
  // The first day of 1970 was a Thursday.
  const isDay = (days >> ((day + 3) % 7)) & 1 && day >= from && (!until || day < until);
  return !!isDay && local - day * DAY_MIN < lasts;
}

/** Whether that is all that may be shown for now. A clock that was set back does not make it more. */
export function isCapped(caps: Manner[1], tally: Tally | undefined, now: number): boolean {
  const [visit = 0, ever = 0, at = 0, declined = 0] = tally ?? [];
  const [perVisit = 0, perVisitor = 0, again, afterDecline] = caps || [];
  const within = (seconds = 0, moment = 0): boolean => Math.abs(now - moment) < seconds * 1000;
  return (
    (perVisit > 0 && visit >= perVisit) ||
    (perVisitor > 0 && ever >= perVisitor) ||
    within(again, at) ||
    within(afterDecline, declined)
  );
}
