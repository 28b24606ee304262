import { expect, it } from "vitest";
import { countsOf, mostOf, widthsOf } from "./counts";
import { droppedOn, movedBy, movedTo } from "./order";

it("sums days and variants by rule, and draws all in one scale", () => {
  const counts = countsOf([
    { rule: 1, variant: "A", offered: 10, shown: 6, accepted: 1 },
    { rule: 1, variant: "B", offered: 10, shown: 4, accepted: 2 },
    { rule: 2, offered: 5 },
  ]);
  expect(counts.get(1)).toEqual({ offered: 20, shown: 10, accepted: 3 });
  expect(mostOf(counts.values())).toBe(20);
  expect(widthsOf({ offered: 5, shown: 0, accepted: 0 }, 20).offered).toBe(25);
  expect(widthsOf({ offered: 0, shown: 0, accepted: 0 }, 0).offered).toBe(0);
});

it("moves a rule by a place, and to where it was dropped", () => {
  const order = ["a", "b", "c", "d"];
  expect(movedBy(order, "b", -1)).toEqual(["b", "a", "c", "d"]);
  expect(movedBy(order, "a", -1)).toBeNull();
  expect(movedBy(order, "x", 1)).toBeNull();
  expect(movedTo(order, "a", 3)).toEqual(["b", "c", "d", "a"]);
  expect(droppedOn(order, "d", "b")).toEqual(["a", "d", "b", "c"]);
});
