// @vitest-environment node
import { expect, test } from "vitest";
import { describeEvent } from "./events";

test("what happened is told with what fits, by one word or by an object", () => {
  expect(describeEvent("cart", { value: 99.5, items: 2, what: {} }, undefined)).toEqual({
    kind: "cart",
    at: expect.any(Number),
    value: 99.5,
    items: 2,
  });
  expect(describeEvent("converted", "order", { value: 7 })).toMatchObject({
    kind: "converted",
    name: "order",
    value: 7,
  });
});

test("texts are cut, fields are few, and the page cannot say another kind", () => {
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field${n}`, n]));
  expect(Object.keys(describeEvent("cart", many, undefined))).toHaveLength(10);
  const told = describeEvent("error", { kind: "evil", message: "m".repeat(1_000_000) }, undefined);
  expect(told).toMatchObject({ kind: "error", message: "m".repeat(512) });
});

test("nonsense is an event without more", () => {
  for (const told of [null, {}, [], { value: Number.NaN }, { value: () => 1 }])
    expect(JSON.parse(JSON.stringify(describeEvent("cart", told, undefined)))).toEqual({
      kind: "cart",
      at: expect.any(Number),
    });
});
