// @vitest-environment node
import { expect, test } from "vitest";
import { describeEvent } from "./events";

test("a cart is amounts, an error texts, within bounds", () => {
  expect(
    describeEvent("cart", { value: "99.5", items: 2.4, removed: -1, x: 1 }, undefined),
  ).toEqual({
    kind: "cart",
    at: expect.any(Number),
    value: 99.5,
    items: 2,
  });
  const error = describeEvent("error", "E42", { message: "m".repeat(1_000_000) });
  expect(error).toMatchObject({ kind: "error", code: "E42", message: "m".repeat(100) });
});

test("a conversion has a name, whatever the page says", () => {
  for (const told of [undefined, null, {}, { name: "" }, { value: Number.NaN }])
    expect(describeEvent("converted", told, undefined)).toEqual({
      kind: "converted",
      at: expect.any(Number),
      name: "converted",
    });
  expect(describeEvent("converted", "order", { value: 7 })).toMatchObject({
    name: "order",
    value: 7,
  });
});

test("what was written into all objects of the page does not get in", () => {
  (Object.prototype as Record<string, unknown>).kind = "evil";
  try {
    expect(describeEvent("product", "pot", undefined)).toMatchObject({
      kind: "product",
      sku: "pot",
    });
  } finally {
    delete (Object.prototype as Record<string, unknown>).kind;
  }
});
