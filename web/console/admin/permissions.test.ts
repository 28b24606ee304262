import { expect, it } from "vitest";
import { AREAS, toggled } from "./permissions";
import { PERMISSIONS } from "./records";

it("offers every permission once", () => {
  const offered = AREAS.flatMap(({ permissions }): string[] => [...permissions]);
  expect(offered.sort()).toEqual([...PERMISSIONS].sort());
});

it("ticks what a permission needs, and unticks what needs it", () => {
  const ticked = toggled([], "people.write", true);
  expect(ticked.sort()).toEqual(["people.read", "people.write"]);
  expect(toggled(ticked, "people.read", false)).toEqual([]);
  expect(toggled(ticked, "people.write", false)).toEqual(["people.read"]);
});
