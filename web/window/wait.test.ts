// @vitest-environment node
import { expect, test } from "vitest";
import { catalogueOf } from "./languages";
import { waitText } from "./wait";

const told = (low_s: number, high_s: number): string =>
  waitText(catalogueOf("en"), { low_s, likely_s: (low_s + high_s) / 2, high_s });

test("a wait is told in whole minutes, rounded away from a promise", () => {
  expect(told(130, 290)).toBe("Probably 2 to 5 minutes");
  expect(told(119, 241)).toBe("Probably 1 to 5 minutes");
  expect(told(3, 50)).toBe("Probably less than 1 minute");
  expect(told(20, 61)).toBe("Probably less than 2 minutes");
  expect(told(120, 120)).toBe("Probably 1 to 2 minutes");
});

test("long waits are told roughly", () => {
  expect(told(22 * 60, 41 * 60)).toBe("Probably 20 to 45 minutes");
  expect(told(19 * 60, 21 * 60)).toBe("Probably 19 to 25 minutes");
});

test("nothing is told where nothing is known", () => {
  expect(waitText(catalogueOf("en"), null)).toBe("");
});
