import { expect, it } from "vitest";
import { openStore } from "../../shared/storage";
import {
  actionOf,
  attended,
  BLANK,
  bodyOf,
  deedsLeft,
  faultsOf,
  isUnattended,
  KeptEdits,
  shareLeft,
} from "./draft";
import type { RuleDraft } from "./rule";
import {
  conditionOn,
  type Operator,
  operatorsFor,
  operatorsOf,
  SOURCE_NAMES,
  type Source,
  withOperator,
} from "./sources";

const good: RuleDraft = {
  ...BLANK,
  name: "Help",
  when: { all: [{ on: "url", is: "contains", value: "/cart" }] },
  actions: [{ do: "invite", title: {}, text: { "": "Hi" } }],
};
const whys = (draft: RuleDraft) => faultsOf(draft).map(({ at, why }) => `${at} ${why}`);

it("notices what offers a chat while nobody is there, and asks for somebody", () => {
  expect(isUnattended(good)).toBe(true);
  const mended = { ...good, when: attended(good.when) };
  expect(isUnattended(mended)).toBe(false);
  expect(mended.when).toEqual({
    all: [
      { on: "url", is: "contains", value: "/cart" },
      { on: "availability", is: "is", name: "", value: "online" },
    ],
  });
  expect(faultsOf(mended)).toEqual([]);
  expect(attended({ any: [] })).toMatchObject({ all: [{ any: [] }, { on: "availability" }] });
  expect(isUnattended({ ...good, actions: [actionOf("banner")] })).toBe(false);
});

it("says what is missing, where", () => {
  expect(whys(BLANK)).toEqual([
    "/name fault.name",
    "/when/all/0/value fault.value",
    "/actions/0/text fault.text",
  ]);
  expect(whys(good)).toEqual([]);
  expect(whys({ ...good, when: { all: [] } })).toEqual([]);
  expect(whys({ ...good, when: { all: [{ any: [] }] } })).toEqual(["/when/all/0 fault.group"]);
  expect(whys({ ...good, actions: [{ do: "route" }] })).toEqual(["/actions/0 fault.route"]);
  const variants = [{ name: "A", share: 60, invite: {} }];
  expect(whys({ ...good, experiment: { control: 0, variants } })).toEqual([
    "/experiment/variants fault.shares",
  ]);
  expect(shareLeft(variants)).toBe(40);
});

it("offers countries and languages by name only, and still tells what was made elsewhere", () => {
  for (const on of ["country", "language"] as const) {
    expect(conditionOn(on).is).toBe("is");
    expect(operatorsFor({ on, is: "is", value: "" })).not.toContain("contains");
    expect(operatorsFor({ on, is: "begins", value: "e" })[0]).toBe("begins");
  }
});

it("gives every operator the shape of value that it needs", () => {
  const value = (source: Source, operator: Operator) =>
    withOperator(conditionOn(source), operator).value;
  for (const source of SOURCE_NAMES) {
    const operators = operatorsOf(source);
    if (operators.includes("between")) expect(value(source, "between")).toHaveLength(2);
    if (operators.includes("one_of")) expect(value(source, "one_of")).toBeInstanceOf(Array);
    if (operators.includes("known")) expect(value(source, "known")).toBeUndefined();
  }
  expect(value("scroll", "at_least")).toBe(50);
  expect(withOperator({ on: "pages", is: "between", value: [2, 5] }, "at_least").value).toBe(2);
});

it("offers only what may stand beside the actions there are", () => {
  expect(deedsLeft([actionOf("invite")])).not.toContain("open");
  expect(deedsLeft([actionOf("invite")])).not.toContain("suppress");
  expect(deedsLeft([actionOf("suppress")])).toEqual(["button", "route", "set"]);
  expect(deedsLeft([actionOf("set")])).toContain("set");
});

it("sends no text that says nothing", () => {
  const actions = [{ do: "invite", title: { "": " " }, text: { "": "Hi", ar: "" } }] as const;
  const variants = [{ name: "A", share: 100, invite: { title: { "": "" }, text: { "": "Yo" } } }];
  const body = bodyOf({ ...good, actions, experiment: { control: 5, variants } });
  expect(body.actions).toEqual([{ do: "invite", title: {}, text: { "": "Hi" } }]);
  expect(body.experiment?.variants[0]?.invite).toEqual({ text: { "": "Yo" } });
  expect(bodyOf({ enabled: false })).toEqual({ enabled: false });
});

it("keeps edits by rule, and none that cannot be read", () => {
  const store = openStore(() => localStorage);
  const kept = new KeptEdits(store, "demo");
  kept.keep("ru_a", good);
  expect(kept.find("ru_a")).toEqual(good);
  expect(kept.find("ru_b")).toBeNull();
  kept.keep("ru_a", null);
  expect(kept.find("ru_a")).toBeNull();
  store.set("parley.console.rule.demo.ru_c", "{");
  expect(kept.find("ru_c")).toBeNull();
});
