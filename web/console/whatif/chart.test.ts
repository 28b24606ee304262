import { expect, it } from "vitest";
import { marksOf, niceTop } from "./chart";

it("ends a scale at a number that reads well, above the highest", () => {
  expect([0, 0.4, 1, 3, 49, 51, 730].map(niceTop)).toEqual([1, 0.5, 1, 5, 50, 100, 1000]);
});

it("says nothing twice beside the scale", () => {
  const rounded = (value: number) => `${Math.round(value)} s`;
  const said = (top: number) => marksOf(top, rounded).map(({ label }) => label);
  expect(said(10)).toEqual(["0 s", "5 s", "10 s"]);
  expect(said(1)).toEqual(["0 s", "1 s"]);
});
