import { expect, it } from "vitest";
import { niceTop } from "./chart";

it("ends a scale at a number that reads well, above the highest", () => {
  expect([0, 0.4, 1, 3, 49, 51, 730].map(niceTop)).toEqual([1, 0.5, 1, 5, 50, 100, 1000]);
});
