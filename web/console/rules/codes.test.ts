import { afterEach, expect, it } from "vitest";
import { chooseSpoken } from "../text";
import { countries, languages } from "./codes";

afterEach(() => chooseSpoken("en"));

it("knows the countries of today, and no others", () => {
  const codes = countries().map(({ value }) => value);
  expect(codes.length).toBeGreaterThan(240);
  for (const code of ["NL", "EG", "GB", "US"]) expect(codes).toContain(code);
  for (const code of ["SU", "YU", "UK", "EU", "ZZ", "XX"]) expect(codes).not.toContain(code);
});

it("names and orders them in the reader's language", () => {
  expect(countries()[0]?.label).toBe("Afghanistan");
  chooseSpoken("ar");
  expect(languages().find(({ value }) => value === "ar")?.label).toBe("العربية");
});
