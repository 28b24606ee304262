import { expect, it } from "vitest";
import { compiledOf } from "../../tag/rules/form.fake";
import type { Compiled } from "../../tag/rules/types";
import type { RecordedVisit } from "../visitors/records";
import { BackTest } from "./backtest";
import { boundsOf, type Compilation, explainRule, nearness } from "./explaining";
import { heatOf, pointsOf } from "./outcome";
import { factsAt, newLedger, replay } from "./replay";
import type { Rule } from "./rule";

const AT = Date.UTC(2026, 10, 24, 9);
/** Rule 1: half a minute in the cart, invites. Rule 2: any page of the shop, invites. */
const FORM = {
  tables: [
    ["u*", "*/cart*", "*shop*"],
    ["T>", 30],
  ],
  manners: [[[[0]], [1]]] satisfies Compiled[2],
};
const COMPILED = compiledOf({
  ...FORM,
  rules: [
    [1, 0, 0, 2],
    [1, 0, 1],
  ],
});
const MADE = { compiled: COMPILED, offers: {} };

function visit(id: string, ...pages: [path: string, shown_s: number][]): RecordedVisit {
  let at = AT;
  const seen = pages.map(([path, shown], index) => {
    const page = { n: index + 1, url: `https://shop.example.com${path}`, title: path, at };
    at += shown * 1000;
    return { ...page, shown_ms: shown * 1000, variables: {} };
  });
  return {
    visitor: `vi_${id}`,
    visit: `vs_${id}`,
    started: AT,
    zone: "UTC",
    pages: seen,
    events: [],
    variables: { plan: "gold" },
    place: { country: "NL", region: "", city: "" },
    engagements: [],
    screen: "1440x900",
    device: "phone",
    referrer: "",
    identity: "",
  } as unknown as RecordedVisit;
}

it("fires when its clock comes, and not on a page that was left before", () => {
  const one = { ...MADE, compiled: compiledOf({ ...FORM, rules: [[1, 0, 0, 2]] }) };
  const [firing] = replay(one, visit("a", ["/", 60], ["/cart", 45]), newLedger("vi_a"));
  expect(firing).toMatchObject({ rule: 1, page: 2, at: AT + 90_000, control: false });
  expect(replay(one, visit("b", ["/cart", 20]), newLedger("vi_b"))).toEqual([]);
});

it("knows what was so at a moment", () => {
  const told = visit("a", ["/", 60], ["/cart?utm_source=mail", 45]);
  const [first, second] = told.pages;
  if (first === undefined || second === undefined) throw new Error("two pages");
  const facts = factsAt(told, second, () => AT + 70_000);
  expect(["T", "V", "P", "d", "W"].map((source) => facts(source as "T", ""))).toEqual([
    10,
    70,
    2,
    "phone",
    1440,
  ]);
  expect(facts("v", "")).toEqual([first.url, second.url]);
  expect([facts("g", "country"), facts("$", "plan"), facts("s", "")]).toEqual([
    "NL",
    "gold",
    undefined,
  ]);
  expect(factsAt({ ...told, language: "en-GB" }, second, () => AT)("a", "")).toEqual([
    "en-GB",
    "en",
  ]);
  expect([facts("h", ""), facts("D", "")]).toEqual([9 + 1 / 60, 1]);
});

it("explains condition by condition", () => {
  const rule = {
    number: 1,
    when: {
      all: [
        { on: "url", is: "contains", value: "/cart" },
        { none: [{ on: "page_time_s", is: "at_least", value: 30 }] },
      ],
    },
  } as unknown as Rule;
  const made: Compilation = {
    ...MADE,
    places: { 1: { "/when/all/0": [1, 0], "/when/all/1/none/0": [1, 2] } },
  };
  const told = visit("a", ["/cart", 45]);
  const [page] = told.pages;
  if (page === undefined) throw new Error("a page");
  const facts = factsAt(told, page, () => AT + 40_000);
  const ledger = { ...newLedger("vi_a"), rules: { 2: [1, 1, AT, 0] as const } };
  const bounds = boundsOf(made, facts, ledger, AT);
  expect([bounds.get(1)?.isCapped, bounds.get(2)?.isCapped]).toEqual([false, true]);
  const verdict = explainRule(rule, made, facts);
  expect(verdict.holds).toBe(false);
  expect(verdict.parts?.map(({ holds }) => holds)).toEqual([true, false]);
  expect(verdict.parts?.[1]?.parts?.[0]).toMatchObject({ holds: true, seen: 40 });
  expect(nearness(verdict)).toBe(0.5);
});

it("plays days: how often, when, for whom, and which rules met", () => {
  const test = new BackTest(MADE, AT - 3_600_000, 24);
  for (const name of ["a", "b"]) test.play(visit(name, ["/", 5], ["/cart", 60]));
  test.play(visit("a", ["/", 5]));
  test.play(visit("c", ["/", 5]));
  const { visits, visitors, rules, met } = test.result();
  expect([visits, visitors]).toEqual([4, 3]);
  // The second rule invites on the first page already; the first one has nothing to say beside it in the cart.
  expect(rules[2]).toMatchObject({ fired: 4, visitors: 3, lost: 0 });
  expect(rules[2]?.hours[1]).toBe(4);
  expect(rules[2]?.examples[0]).toMatchObject({ visit: "vs_a", page: "https://shop.example.com/" });
  expect(met).toEqual({ "1 2": 2 });
});

it("draws a day by the hour and more by the day", () => {
  expect(pointsOf(Array.from({ length: 24 }, () => 1))).toHaveLength(24);
  expect(pointsOf(Array.from({ length: 48 }, (_, hour) => (hour < 24 ? 1 : 2)))).toEqual([24, 48]);
  expect([heatOf(null, 9), heatOf(0, 9), heatOf(1, 9), heatOf(9, 9)]).toEqual([0, 0, 1, 5]);
});
