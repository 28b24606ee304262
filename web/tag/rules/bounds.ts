// What else decides whether a rule that holds may do something: schedule, caps, experiments. Used by engine.ts and
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

/** From 0 to below 100, the same for one text for ever: who is in a control group, who sees which variant. */
export function draw(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * 100;
}

export interface Fate {
  control: boolean;
  variant: number;
}

/** Whether a visitor sees nothing by a rule, and which variant otherwise (-1: there is none). Drawn apart, so that a
 * larger control group does not change what the others see. */
export function fate(experiment: Manner[3], visitor: string, rule: number): Fate {
  if (!experiment) return { control: false, variant: -1 };
  const [control, salt, ...shares] = experiment;
  const who = `${visitor}.${rule}.${salt}`;
  let rest = draw(`${who}v`);
  const variant = shares.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  return { control: draw(who) < control, variant };
}
