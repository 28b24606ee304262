// The visitor's time zone. Intl alone takes a slow phone 50 ms to load, so it is the last resort.

type WithTemporal = { Temporal?: { Now: { timeZoneId(): string } } };

let known = "";

export function timeZone(): string {
  known ||=
    (globalThis as WithTemporal).Temporal?.Now.timeZoneId() ??
    Intl.DateTimeFormat().resolvedOptions().timeZone ??
    "";
  return known;
}
