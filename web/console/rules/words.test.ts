import { expect, it } from "vitest";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";
import { operatorsOf, SOURCE_NAMES, SOURCES, TOPICS } from "./sources";
import { spanText, unitFor } from "./words";

it("has the same texts in every language, with the same values in them", () => {
  expect(Object.keys(ar)).toEqual(Object.keys(en));
  for (const [key, entry] of Object.entries(en))
    expect([key, valuesIn(ar[key as keyof typeof ar])]).toEqual([key, valuesIn(entry)]);
});

it("has words for everything that the table of sources names", () => {
  const words = SOURCE_NAMES.flatMap((name) => [
    `source.${name}`,
    ...(name === "flow" ? [] : [`subject.${name}`]),
    ...operatorsOf(name).map((operator) => `op.${operator}`),
    ...namesOf(name),
  ]);
  const topics = TOPICS.map((topic) => `topic.${topic}`);
  expect([...words, ...topics].filter((word) => !(word in en))).toEqual([]);
});

it("tells times in the largest unit that fits", () => {
  expect([90, 120, 7_200, 172_800].map(unitFor)).toEqual(["second", "minute", "hour", "day"]);
  expect(spanText(120)).toBe("2 minutes");
});

function namesOf(name: keyof typeof SOURCES): string[] {
  const { named } = SOURCES[name] as { named?: string | readonly string[] };
  if (named === undefined || named === "skill" || named === "rule") return [];
  if (typeof named === "string") return [`named.${name}`, `subject.${name}.of`];
  return named.flatMap((each) => [`named.${name}.${each}`, `subject.${name}.${each}`]);
}

function valuesIn(entry: string | { other: string }): string[] {
  const text = typeof entry === "string" ? entry : entry.other;
  return (text.match(/\{\w+\}/g) ?? []).sort();
}
