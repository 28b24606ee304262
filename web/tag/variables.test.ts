// @vitest-environment node
import { beforeEach, expect, test, vi } from "vitest";

let set: typeof import("./variables").setVariables;
let all: () => typeof import("./variables").variables;
let skill: typeof import("./variables").pageSkill;

beforeEach(async () => {
  vi.resetModules();
  const module = await import("./variables");
  ({ setVariables: set, pageSkill: skill } = module);
  all = () => ({ ...module.variables });
});

test("texts, numbers and truths are kept with their types", () => {
  expect(set("plan", "gold")).toBe(true);
  set({ cart: 99.5, member: true });
  expect(all()).toEqual({ plan: "gold", cart: 99.5, member: true });
});

test("setting the same again is no change, and nothing takes it away", () => {
  set("plan", "gold");
  expect(set("plan", "gold")).toBe(false);
  expect(set("plan", null)).toBe(true);
  expect(set("plan", null)).toBe(false);
  expect(all()).toEqual({});
});

test("what the protocol does not take is left out", () => {
  set("", "x");
  set("n".repeat(65), "x");
  set("bad", Number.NaN);
  set("deep", { a: 1 });
  set(7, "x");
  expect(all()).toEqual({});
});

test("long texts are cut, never within a character", () => {
  set("name", `${"a".repeat(511)}😀`);
  expect(all().name).toBe("a".repeat(511));
});

test("no more than fifty, and no more than a beacon holds", () => {
  for (let count = 0; count < 60; count++) set(`v${count}`, count);
  expect(Object.keys(all())).toHaveLength(50);
  for (let count = 0; count < 50; count++) set(`v${count}`, "ü".repeat(512));
  expect(JSON.stringify(all()).length).toBeLessThan(8_000);
});

test("names of built-in properties are names like others", () => {
  set("__proto__", "x");
  set("constructor", 1);
  expect(Object.entries(all())).toEqual([
    ["__proto__", "x"],
    ["constructor", 1],
  ]);
});

test("a page asks for a skill by its id", () => {
  const id = `sk_${"a".repeat(26)}`;
  expect(skill()).toBe("");
  set("skill", "Billing");
  expect(skill()).toBe("");
  set("skill", id);
  expect(skill()).toBe(id);
  set("skill", 5);
  expect(skill()).toBe("");
});
