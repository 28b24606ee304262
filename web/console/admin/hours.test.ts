import { expect, it } from "vitest";
import {
  freshHours,
  oneMore,
  onWorkdays,
  shownClosing,
  stretchesOf,
  typedClosing,
  withDay,
  withSpecial,
  zonesWith,
} from "./hours";

it("begins with nine to five on workdays", () => {
  const hours = freshHours("Europe/Berlin");
  expect(hours.week.map((shifts) => shifts.length)).toEqual([1, 1, 1, 1, 1, 0, 0]);
  expect(hours.week[0]).toEqual([{ opens: "09:00", closes: "17:00" }]);
});

it("copies a day to the workdays and leaves the weekend", () => {
  const day = [{ opens: "08:00", closes: "12:00" }];
  const hours = onWorkdays(withDay(freshHours("UTC"), 2, day), 2);
  expect(hours.week.slice(0, 5)).toEqual([day, day, day, day, day]);
  expect(hours.week.slice(5)).toEqual([[], []]);
});

it("draws a night shift on both of its days, over the week's end too", () => {
  const week = freshHours("UTC").week.map(() => [] as { opens: string; closes: string }[]);
  week[6] = [{ opens: "18:00", closes: "06:00" }];
  expect(stretchesOf(week, 6)).toEqual([{ from: 75, to: 100 }]);
  expect(stretchesOf(week, 0)).toEqual([{ from: 0, to: 25 }]);
  expect(stretchesOf(week, 1)).toEqual([]);
});

it("knows midnight as a day's end, which a time field cannot say", () => {
  expect([shownClosing("24:00"), typedClosing("00:00")]).toEqual(["00:00", "24:00"]);
  const week = freshHours("UTC").week;
  week[0] = [{ opens: "00:00", closes: "24:00" }];
  expect(stretchesOf(week, 0)).toEqual([{ from: 0, to: 100 }]);
});

it("adds a shift an hour after the last one", () => {
  expect(oneMore([])).toEqual([{ opens: "09:00", closes: "17:00" }]);
  expect(oneMore([{ opens: "08:00", closes: "12:00" }])[1]).toEqual({
    opens: "13:00",
    closes: "16:00",
  });
  expect(oneMore([{ opens: "08:00", closes: "23:30" }])[1]).toEqual({
    opens: "23:00",
    closes: "24:00",
  });
});

it("keeps special dates in order, and forgets them", () => {
  const hours = withSpecial(withSpecial(freshHours("UTC"), "2027-01-01", []), "2026-12-25", []);
  expect(Object.keys(hours.special)).toEqual(["2026-12-25", "2027-01-01"]);
  expect(withSpecial(hours, "2026-12-25", null).special).toEqual({ "2027-01-01": [] });
});

it("offers the zone that is set, whatever the browser knows", () => {
  expect(zonesWith("Mars/Olympus")).toContain("Mars/Olympus");
  expect(zonesWith("UTC").filter((zone) => zone === "UTC")).toHaveLength(1);
});
