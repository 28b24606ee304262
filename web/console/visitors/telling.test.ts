import { afterEach, expect, it } from "vitest";
import type { Engagement } from "./records";
import { readRuleNames, ruleNames } from "./rule-names";
import { engagementText } from "./telling";

const seen = (rule: number): Engagement => ({ rule, variant: "", state: "shown", at: 1 });
const answering = (answer: Promise<Response>) => ({ send: () => answer });

afterEach(() => {
  ruleNames.value = new Map();
});

it("calls rules by their names, and by their numbers to those who may not read them", async () => {
  expect(engagementText(seen(7))).toBe("Rule 7: seen");
  await readRuleNames(answering(Promise.reject(new Error("not allowed"))));
  expect(engagementText(seen(7))).toBe("Rule 7: seen");
  await readRuleNames(
    answering(Promise.resolve(Response.json({ items: [{ number: 7, name: "Big cart" }] }))),
  );
  expect(engagementText(seen(7))).toBe("Big cart: seen");
  expect(engagementText(seen(8))).toBe("Rule 8: seen");
});
