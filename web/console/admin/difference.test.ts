import { expect, it } from "vitest";
import { differences, wordingOf } from "./difference";

it("tells each path that is not the same, lists whole", () => {
  const before = { name: "Ben", skills: ["a"], settings: { grace_s: 20, mask_cards: true } };
  const after = { name: "Ben", skills: ["a", "b"], settings: { grace_s: 30, mask_cards: true } };
  expect(differences(before, after)).toEqual([
    { path: "settings.grace_s", before: 20, after: 30 },
    { path: "skills", before: ["a"], after: ["a", "b"] },
  ]);
});

it("tells what came and what went", () => {
  expect(differences({}, { name: "Sales" })).toEqual([
    { path: "name", before: undefined, after: "Sales" },
  ]);
  expect(differences({ name: "Sales" }, null)).toEqual([
    { path: "name", before: "Sales", after: undefined },
  ]);
});

it("words values for people", () => {
  expect([undefined, null, "text", ["a", "b"], 5, false, [{ a: 1 }]].map(wordingOf)).toEqual([
    "",
    "",
    "text",
    "a, b",
    "5",
    "false",
    '[{"a":1}]',
  ]);
});
