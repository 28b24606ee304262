// @vitest-environment node
import { expect, test } from "vitest";
import { clockTime, comingTime, dayName, duration, sameDay } from "./clock";

const NOON = new Date(2026, 10, 23, 12, 5).getTime();

test("times are worded as the language has them", () => {
  expect(clockTime(NOON, "de")).toBe("12:05");
  expect(clockTime(NOON, "en-US")).toMatch(/^12:05\sPM$/);
  expect(dayName(NOON, "en-GB")).toBe("Monday 23 November");
});

test("durations show hours only where there are any", () => {
  expect([-5, 42_000, 727_000, 3_723_000].map(duration)).toEqual([
    "0:00",
    "0:42",
    "12:07",
    "1:02:03",
  ]);
});

test("a day ends at midnight", () => {
  expect(sameDay(NOON, NOON + 11 * 3_600_000)).toBe(true);
  expect(sameDay(NOON, NOON + 12 * 3_600_000)).toBe(false);
});

test("a coming time is told by its weekday within a week, later with its date", () => {
  const now = new Date(2030, 0, 3).getTime();
  expect(comingTime(new Date(2030, 0, 7, 9, 30).getTime(), now, "en-GB")).toBe("Monday 09:30");
  expect(comingTime(new Date(2030, 0, 17, 9, 30).getTime(), now, "en-GB")).toContain("17 Jan 2030");
});
