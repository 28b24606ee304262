import { expect, it } from "vitest";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

it("has the same texts in every language, with the same values in them", () => {
  expect(Object.keys(ar)).toEqual(Object.keys(en));
  for (const [key, entry] of Object.entries(en))
    expect([key, valuesIn(ar[key as keyof typeof ar])]).toEqual([key, valuesIn(entry)]);
});

function valuesIn(entry: string | { other: string }): string[] {
  const text = typeof entry === "string" ? entry : entry.other;
  return (text.match(/\{\w+\}/g) ?? []).sort();
}
