import { expect, it } from "vitest";
import { find } from "./matches";

it("counts and masks what patterns find, one after the other", () => {
  const patterns = [
    { name: "number", pattern: "C-\\d{4}" },
    { name: "word", pattern: "secret" },
  ];
  expect(find(patterns, "C-1234 is secret, C-99 is not")).toEqual({
    kind: "found",
    hits: 2,
    masked: "•••••• is ••••••, C-99 is not",
  });
});

it("names the pattern that cannot be read", () => {
  expect(find([{ name: "broken", pattern: "(" }], "text")).toMatchObject({
    kind: "wrong",
    name: "broken",
  });
});

it("finds nothing by patterns that match nothing or are still empty", () => {
  expect(
    find(
      [
        { name: "", pattern: "" },
        { name: "any", pattern: "x*" },
      ],
      "abc",
    ),
  ).toMatchObject({
    hits: 0,
    masked: "abc",
  });
});
