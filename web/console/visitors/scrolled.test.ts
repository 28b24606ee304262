import { expect, it } from "vitest";
import { ALL, chosenOf, queryOf } from "./filters";
import { stepOf } from "./list";
import { drawn, inSight, shownAt } from "./scrolled";

it("draws what is in sight and a little more, of however many", () => {
  const { first, end } = inSight(66 * 1_000, 660, 66, 20_000);
  expect([first, end]).toEqual([994, 1_016]);
  expect(inSight(0, 660, 66, 3)).toEqual({ first: 0, end: 3 });
  expect(inSight(0, 660, 66, 0)).toEqual({ first: 0, end: 0 });
});

it("keeps the focused row though it is out of sight", () => {
  expect(drawn({ first: 3, end: 5 }, 40)).toEqual([3, 4, 40]);
  expect(drawn({ first: 3, end: 5 }, 4)).toEqual([3, 4]);
  expect(drawn({ first: 3, end: 5 }, -1)).toEqual([3, 4]);
});

it("scrolls no further than needed", () => {
  expect(shownAt(0, 300, 600, 60)).toBe(0);
  expect(shownAt(20, 300, 600, 60)).toBe(660);
  expect(shownAt(10, 300, 600, 60)).toBe(300);
});

it("goes by arrow keys, pages and ends", () => {
  expect(["ArrowDown", "PageUp", "Home", "End", "a"].map((key) => stepOf(key, 20, 10, 99))).toEqual(
    [21, 10, 0, 98, null],
  );
});

it("asks for nothing that is not filtered", () => {
  expect(queryOf(ALL).toString()).toBe("sort=seen");
  expect(chosenOf({ ...ALL, sort: "cart", device: "phone" })).toEqual(["device"]);
});
