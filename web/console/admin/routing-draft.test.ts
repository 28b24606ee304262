import { expect, it } from "vitest";
import {
  BLANK,
  conditionOn,
  draftOf,
  FIELDS,
  fieldOf,
  moved,
  named,
  oneMoreStep,
  operatorsOf,
  renamed,
  shared,
  sharesOf,
  variableOf,
} from "./routing-draft";

it("offers for each field what can be asked of it", () => {
  for (const field of FIELDS) {
    const condition = conditionOn(field);
    expect(fieldOf(condition)).toBe(field);
    expect(operatorsOf(field)).toContain(condition.operator);
  }
  expect(operatorsOf("returning")).toEqual(["is"]);
  expect(operatorsOf("url")).not.toContain("more_than");
  expect(variableOf({ field: "variable.total", operator: "is", value: "" })).toBe("total");
});

it("opens each step later than the one before", () => {
  const rings = oneMoreStep(oneMoreStep(BLANK.rings));
  expect(rings.map(({ after_s }) => after_s)).toEqual([0, 30, 60]);
});

it("sees whether shares can be", () => {
  const ring = (groups: Record<string, number>) => ({ after_s: 0, skills: {}, groups });
  expect(sharesOf(ring({ gr_a: 60, gr_b: 40 }))).toEqual({ total: 100, fair: true });
  expect(sharesOf(ring({ gr_a: 0, gr_b: 0 }))).toEqual({ total: 0, fair: true });
  expect(sharesOf(ring({ gr_a: 60, gr_b: 30 }))).toEqual({ total: 90, fair: false });
  expect(sharesOf(ring({ gr_a: 100, gr_b: 0 })).fair).toBe(false);
});

it("fills in the other of two shares with the rest, and leaves more to the admin", () => {
  expect(shared({ gr_a: 0, gr_b: 0 }, "gr_a", 70)).toEqual({ gr_a: 70, gr_b: 30 });
  expect(Object.keys(shared({ gr_b: 0, gr_a: 0 }, "gr_a", 70))).toEqual(["gr_b", "gr_a"]);
  expect(shared({ gr_a: 70, gr_b: 30 }, "gr_b", 0)).toEqual({ gr_a: 70, gr_b: 0 });
  expect(shared({ gr_a: 70, gr_b: 30 }, "gr_b", Number.NaN)).toEqual({
    gr_a: 70,
    gr_b: Number.NaN,
  });
  expect(shared({ gr_a: 1, gr_b: 2, gr_c: 3 }, "gr_a", 50)).toEqual({ gr_a: 50, gr_b: 2, gr_c: 3 });
  expect(shared({ gr_a: 0 }, "gr_a", 50)).toEqual({ gr_a: 50 });
});

it("moves a rule by one place, and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], "a", 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], "a", -1)).toBeNull();
  expect(moved(["a", "b", "c"], "c", 1)).toBeNull();
  expect(moved(["a"], "x", 1)).toBeNull();
});

it("puts another skill in the same line", () => {
  expect(Object.entries(renamed({ sk_a: 3, sk_b: 1 }, "sk_a", "sk_c"))).toEqual([
    ["sk_c", 3],
    ["sk_b", 1],
  ]);
});

it("leaves out what a form does not set", () => {
  const rule = { ...BLANK, id: "rr_a", warnings: [] };
  expect(draftOf(rule)).toEqual(BLANK);
});

it("knows what a rule's steps name", () => {
  const rings = [{ after_s: 0, skills: { sk_c: 1 }, groups: { gr_a: 100 } }];
  expect([...named({ rings })]).toEqual(["sk_c", "gr_a"]);
});
