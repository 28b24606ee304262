import { expect, it } from "vitest";
import { holdsFor } from "./trying";

const holds = (is: string, value: string | string[], address = "https://example.com/Cart?step=2") =>
  holdsFor({ on: "url", is, value }, address);

it("tells at once whether an address is meant", () => {
  expect(holds("matches", "*/cart*")).toBe(true);
  expect(holds("matches", "/cart*")).toBe(false);
  expect(holds("regex", "step=\\d")).toBe(true);
  expect(holds("regex", "(")).toBe(false);
  expect(holds("contains_not", "checkout")).toBe(true);
  expect(holds("none_of", ["https://example.com/a"])).toBe(true);
});
