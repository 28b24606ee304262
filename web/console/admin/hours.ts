// Business hours as a form holds them: shifts of a week and of special dates, and the week as a picture. No DOM.

export interface Shift {
  opens: string;
  closes: string;
}

export interface Hours {
  /** An IANA name such as Europe/Berlin. */
  zone: string;
  /** Monday first. */
  week: Shift[][];
  special: Record<string, Shift[]>;
}

/** A part of a day that is open, in percent of it. */
export interface Stretch {
  from: number;
  to: number;
}

const DAY = 24 * 60;
const WORKDAYS = 5;
const FIRST: Shift = { opens: "09:00", closes: "17:00" };

/** What a form begins with: nine to five on workdays, by the reader's own clock. */
export function freshHours(zone = Intl.DateTimeFormat().resolvedOptions().timeZone): Hours {
  return {
    zone: zone === "" ? "UTC" : zone,
    week: Array.from({ length: 7 }, (_, day) => (day < WORKDAYS ? [{ ...FIRST }] : [])),
    special: {},
  };
}

/** All zones that the browser knows, and the one that is set. */
export function zonesWith(zone: string): string[] {
  return [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", zone])].sort();
}

export function withDay(hours: Hours, day: number, shifts: Shift[]): Hours {
  return { ...hours, week: hours.week.map((old, one) => (one === day ? shifts : old)) };
}

/** The day's shifts on every workday; the weekend stays. */
export function onWorkdays(hours: Hours, day: number): Hours {
  const shifts = hours.week[day] ?? [];
  const copied = (old: Shift[], one: number) =>
    one < WORKDAYS ? shifts.map((shift) => ({ ...shift })) : old;
  return { ...hours, week: hours.week.map(copied) };
}

export function withSpecial(hours: Hours, date: string, shifts: Shift[] | null): Hours {
  const rest = Object.entries(hours.special).filter(([other]) => other !== date);
  const added: [string, Shift[]][] = shifts === null ? [] : [[date, shifts]];
  const ordered = [...rest, ...added].sort(([one], [other]) => one.localeCompare(other));
  return { ...hours, special: Object.fromEntries(ordered) };
}

/** A shift behind the others of its day: after lunch, or in the morning. */
export function oneMore(shifts: readonly Shift[]): Shift[] {
  const last = shifts.at(-1);
  if (last === undefined) return [{ ...FIRST }];
  const begin = Math.min(endOf(last) + 60, DAY - 60);
  return [...shifts, { opens: clock(begin), closes: clock(Math.min(begin + 180, DAY)) }];
}

/** What a time field says: it has no 24:00. */
export const shownClosing = (closes: string): string => (closes === "24:00" ? "00:00" : closes);
export const typedClosing = (typed: string): string => (typed === "00:00" ? "24:00" : typed);

/** When a day is open, with what runs over from the day before. */
export function stretchesOf(week: readonly (readonly Shift[])[], day: number): Stretch[] {
  const before = week[(day + week.length - 1) % week.length] ?? [];
  const over = before
    .filter((shift) => endOf(shift) > DAY)
    .map((shift) => stretch(0, endOf(shift) - DAY));
  const own = (week[day] ?? []).map((shift) => stretch(minutes(shift.opens), endOf(shift)));
  return [...over, ...own];
}

function stretch(from: number, to: number): Stretch {
  return { from: (100 * from) / DAY, to: (100 * Math.min(to, DAY)) / DAY };
}

/** Past midnight it is the day after. */
function endOf({ opens, closes }: Shift): number {
  const end = minutes(closes);
  return end > minutes(opens) ? end : end + DAY;
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

function clock(at: number): string {
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${pad(Math.floor(at / 60))}:${pad(at % 60)}`;
}
