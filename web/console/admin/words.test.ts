import { afterEach, expect, it } from "vitest";
import { ApiError } from "../api";
import { chooseSpoken } from "../text";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";
import { PERMISSIONS } from "./records";
import { reasonOf, ta, taMaybe } from "./words";

afterEach(() => chooseSpoken("en"));

it("has the same texts in every language, with the same values in them", () => {
  expect(Object.keys(ar)).toEqual(Object.keys(en));
  for (const [key, entry] of Object.entries(en))
    expect([key, valuesIn(ar[key as keyof typeof ar])]).toEqual([key, valuesIn(entry)]);
});

it("explains every permission", () => {
  for (const permission of PERMISSIONS)
    expect(taMaybe(`permission.${permission}.why`, "")).not.toBe("");
});

it("changes language with the console", () => {
  chooseSpoken("ar");
  expect(ta("section.people")).toBe("الأشخاص");
});

it("says why something failed, with the server's own words beneath", () => {
  const told = reasonOf(new ApiError(409, "last_admin", "Ada is the last."));
  expect(told).toEqual({ reason: en["error.last_admin"], detail: "Ada is the last." });
  expect(reasonOf(new ApiError(0, "unreachable", "")).reason).toContain("connection");
  expect(reasonOf(new Error("odd")).reason).not.toBe("");
});

function valuesIn(entry: string | { other: string }): string[] {
  const text = typeof entry === "string" ? entry : entry.other;
  return (text.match(/\{\w+\}/g) ?? []).sort();
}
