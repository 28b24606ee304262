import { afterEach, expect, it } from "vitest";
import { chooseSpoken } from "../text";
import { BLANK } from "./draft";
import type { Condition, Node, RuleDraft } from "./rule";
import { boundsText, conditionText, deedsText, ruleText, whenText } from "./sentence";
import { conditionOn, operatorsOf, SOURCE_NAMES, withOperator } from "./sources";

const name = (id: string) => ({ "7": "Help in the cart", sk_a: "Billing" })[id] ?? id;
const say = (condition: Condition) => conditionText(condition, name);

afterEach(() => chooseSpoken("en"));

it("tells groups within groups", () => {
  const when: Node = {
    all: [
      { on: "url", is: "contains", value: "/cart" },
      {
        any: [
          { on: "visits", is: "is", value: 1 },
          { on: "exit", is: "is", value: true },
        ],
      },
      { none: [{ on: "country", is: "one_of", value: ["NL", "EG"] }] },
    ],
  };
  expect(whenText(when, name)).toBe(
    "If the page’s address contains “/cart”, (the visitor is here for the first time or the visitor is about to leave), and none of this holds: the country is Netherlands or Egypt",
  );
  expect(whenText({ all: [] }, name)).toBe("On every page");
});

it("tells values as people say them", () => {
  expect(say({ on: "page_time_s", is: "at_least", value: 90 })).toBe(
    "the time on the page is at least 90 seconds",
  );
  expect(say({ on: "scroll", is: "at_least", value: 60 })).toContain("at least 60%");
  expect(say({ on: "availability", is: "is", value: "busy", name: "sk_a" })).toBe(
    "the skill Billing is busy",
  );
  expect(say({ on: "engagement", is: "is", value: "declined", name: "7" })).toBe(
    "the last invitation by “Help in the cart” is declined",
  );
  expect(say({ on: "weekday", is: "one_of", value: [5, 6] })).toContain("Saturday or Sunday");
  expect(say({ on: "flow", is: "left", value: ["/a", "/b"] })).toContain("“/a” → “/b”");
});

it("says nothing of how often where nothing is offered", () => {
  const bounds = { ...BLANK, caps: { ...BLANK.caps, per_visit: 1 } };
  expect(boundsText(bounds)).toContain("At most once in a visit.");
  expect(boundsText({ ...bounds, actions: [{ do: "button", show: false }] })).toEqual([]);
});

it("has words for every source with each of its operators, in every language", () => {
  for (const language of ["en", "ar"] as const) {
    chooseSpoken(language);
    for (const source of SOURCE_NAMES)
      for (const operator of operatorsOf(source)) {
        const text = say(withOperator(conditionOn(source), operator));
        expect([source, operator, text]).toEqual([
          source,
          operator,
          expect.not.stringMatching(/say\.|subject\.|undefined|NaN|\{/),
        ]);
      }
  }
});

it("tells what a rule does and within what bounds", () => {
  const draft: RuleDraft = {
    ...BLANK,
    actions: [
      { do: "invite", title: {}, text: { "": "May I help?" } },
      { do: "route", skill: "sk_a", credit_s: 60 },
    ],
    schedule: { from: "", to: "", zone: "Europe/Berlin", days: [0, 1], hours: ["00:00", "24:00"] },
    experiment: { control: 12.5, variants: [] },
  };
  expect(deedsText(draft.actions, name)).toBe(
    "invite with “May I help?” and send the chat to Billing (1 minute ahead in the queue)",
  );
  expect(boundsText(draft)).toEqual([
    "At most once in a visit.",
    "Not for 1 day after it was declined.",
    "On Monday and Tuesday.",
    "12.5% of visitors never see it, for comparison.",
  ]);
  expect(ruleText(draft, name)).toContain(". At most once");
});
