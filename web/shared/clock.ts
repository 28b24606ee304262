// Times in the reader's own words, by Intl. Used by the window and the console.

const formats = new Map<string, Intl.DateTimeFormat>();

/** "14:05" or "2:05 PM", as the language has it. */
export function clockTime(at: number, language: string): string {
  return format(language, "clock", { hour: "numeric", minute: "2-digit" }).format(at);
}

/** "Monday, 3 November" */
export function dayName(at: number, language: string): string {
  return format(language, "day", { weekday: "long", day: "numeric", month: "long" }).format(at);
}

/** "3 Nov 2026, 14:05" */
export function dateTime(at: number, language: string): string {
  return format(language, "both", { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** "Monday, 14:05" within a week, else with the date. */
export function comingTime(at: number, now: number, language: string): string {
  if (at - now > 6 * 86_400_000) return dateTime(at, language);
  const options = { weekday: "long", hour: "numeric", minute: "2-digit" } as const;
  return format(language, "coming", options).format(at);
}

export function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** "0:42", "12:07", "1:02:03" */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts
    .map((part, place) => (place === 0 ? `${part}` : `${part}`.padStart(2, "0")))
    .join(":");
}

function format(
  language: string,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language, options);
    formats.set(key, found);
  }
  return found;
}
