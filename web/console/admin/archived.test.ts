import { expect, it } from "vitest";
import { type Archived, fileName, monthOf, monthsBack } from "./archived";

const NEW_YEAR = Date.UTC(2027, 0, 1);

it("names months by UTC, the latest first, over the turn of a year", () => {
  expect(monthOf(NEW_YEAR)).toBe("2027-01");
  expect(monthOf(NEW_YEAR - 1)).toBe("2026-12");
  expect(monthsBack(NEW_YEAR).slice(0, 3)).toEqual(["2027-01", "2026-12", "2026-11"]);
  expect(new Set(monthsBack(Date.UTC(2026, 4, 31))).size).toBe(120);
});

it("names files by day and chat", () => {
  const one = { ended: NEW_YEAR - 1, chat: "ch_demo_a" } as Archived;
  expect(fileName(one, "xml")).toBe("2026-12-31 ch_demo_a.xml");
  expect(fileName(one, "text")).toBe("2026-12-31 ch_demo_a.txt");
});
