import { afterEach, expect, it } from "vitest";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";
import { chooseSpoken, spanOf, t, tMaybe } from "./text";

afterEach(() => chooseSpoken("en"));

it("has the same texts in every language, with the same values in them", () => {
  expect(Object.keys(ar).sort()).toEqual(Object.keys(en).sort());
  for (const [key, entry] of Object.entries(en)) {
    const other = ar[key as keyof typeof ar];
    expect([key, valuesIn(other)]).toEqual([key, valuesIn(entry)]);
  }
});

it("changes language at once", () => {
  chooseSpoken("ar");
  expect(t("close")).toBe("إغلاق");
});

it("says something sensible about an error it does not know", () => {
  expect(tMaybe("error.brand_new", "error.unknown")).toBe(en["error.unknown"]);
});

it("tells spans in the largest unit that fits", () => {
  expect([-5, 4_000, 14_000, 61_000, 7_200_000, 200_000_000].map(spanOf)).toEqual([
    "now",
    "now",
    "14 s",
    "1 min",
    "2 h",
    "2 days",
  ]);
});

/** The names in braces; "other" stands for all plurals, since "one" may do without the number. */
function valuesIn(entry: string | { other: string }): string[] {
  const text = typeof entry === "string" ? entry : entry.other;
  return (text.match(/\{\w+\}/g) ?? []).sort();
}
