import { expect, it } from "vitest";
import { barWidths } from "./pages";

it("measures every page against the longest", () => {
  expect(barWidths([50, 100, 0])).toEqual([50, 100, 0]);
});

it("keeps a short look visible", () => {
  expect(barWidths([1, 100_000])).toEqual([2, 100]);
});

it("draws nothing when no page has been left yet", () => {
  expect(barWidths([0, 0])).toEqual([0, 0]);
  expect(barWidths([])).toEqual([]);
});
