import { expect, it } from "vitest";
// tests/domain/test_address.py reads the same.
import known from "../../tests/contracts/addresses.json";
import { faultOf, isAddress } from "./address";

it("knows what can be an e-mail address", () => {
  expect(known.good.filter((text) => !isAddress(text))).toEqual([]);
});

it("says what is wrong with others", () => {
  for (const [text, fault] of Object.entries(known.bad))
    expect([text, faultOf(text)]).toEqual([text, fault]);
});
