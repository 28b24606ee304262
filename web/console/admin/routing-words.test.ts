import { expect, it } from "vitest";
import { BLANK } from "./routing-draft";
import { lackOf, namesOf, warningText, whenOf, whereOf } from "./routing-words";

const NAMES: Record<string, string> = {
  sk_b: "Billing",
  gr_n: "North",
  gr_s: "South",
  ag_a: "Ada",
};
const name = (id: string) => NAMES[id] ?? id;

it("says of which chats a rule holds", () => {
  const conditions = [
    { field: "url", operator: "contains", value: "/cart" },
    { field: "variable.total", operator: "more_than", value: "100" },
    { field: "returning", operator: "is", value: "true" },
  ];
  expect(whenOf({ ...BLANK, conditions }, name)).toBe(
    "If the page’s address contains “/cart”, the variable total is more than 100, and the visitor was here before",
  );
  expect(whenOf(BLANK, name)).toBe("Every chat");
});

it("says where its chats go, step by step", () => {
  const rings = [
    { after_s: 0, skills: { sk_b: 3 }, groups: {} },
    { after_s: 30, skills: {}, groups: { gr_n: 70, gr_s: 30 } },
    { after_s: 60, skills: {}, groups: {} },
  ];
  expect(whereOf({ ...BLANK, rings }, name)).toBe(
    "agents with Billing (level 3 or better); after 30 s of waiting also agents of North (70 %) or South (30 %); after 60 s of waiting also anybody",
  );
});

it("says what else it gives", () => {
  const draft = { ...BLANK, agent: "ag_a", agent_wait_s: 20, credit_s: 60, weight: 2 };
  expect(whereOf(draft, name)).toBe(
    "Ada alone for 20 s; anybody; 60 s ahead in the queue; takes 2 slots",
  );
});

it("words what the server warns of, and passes on what it does not know", () => {
  const warning = { code: "skill", ring: 0, thing: "sk_b", message: "Nobody has it." };
  expect(warningText(warning, name)).toContain("Billing");
  expect(warningText({ ...warning, code: "new" }, name)).toBe("Nobody has it.");
});

it("says what a rule lacks before it can be saved", () => {
  const named = { ...BLANK, name: "Invoices" };
  expect(lackOf(BLANK)).toBe("It needs a name.");
  expect(lackOf(named)).toBeUndefined();
  const asked = { field: "skill", operator: "is", value: "" };
  expect(lackOf({ ...named, conditions: [asked] })).toBe("Choose the skill of condition 1.");
  expect(lackOf({ ...named, conditions: [{ ...asked, operator: "exists" }] })).toBeUndefined();
  const rings = [{ after_s: 0, skills: {}, groups: { gr_n: 70, gr_s: 20 } }];
  expect(lackOf({ ...named, rings })).toContain("make 90 %");
});

it("names several rules in one go", () => {
  expect(namesOf([{ name: "Invoices" }, { name: "Large orders" }])).toBe(
    "“Invoices” and “Large orders”",
  );
});
