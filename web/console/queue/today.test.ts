import { afterEach, expect, it } from "vitest";
import { chooseSpoken } from "../text";
import { waitOf } from "./today";

afterEach(() => chooseSpoken("en"));

it("tells a short wait to the second, a long one in minutes", () => {
  expect([waitOf(0), waitOf(7), waitOf(59)]).toEqual(["0 sec", "7 sec", "59 sec"]);
  expect(waitOf(150)).toMatch(/min/);
});
