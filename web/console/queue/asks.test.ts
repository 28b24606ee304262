import { expect, it } from "vitest";
import { asksOf } from "./asks";
import type { WaitingChat } from "./records";

const CHAT: WaitingChat = {
  chat: "ch_a",
  position: 1,
  name: "Vera",
  visitor: "vr_a",
  since: 0,
  page: { url: "", title: "" },
  text: "",
  skill: "",
  rings: [{ after_s: 0, skills: [], groups: [] }],
  agent: null,
  last: null,
  credit_s: 0,
  weight: 1,
  front: false,
  wait: null,
  offered: null,
};

it("says nothing where anybody may take it", () => {
  expect(asksOf(CHAT, 5)).toEqual([]);
});

it("says who may take it now and later, and what else sets it apart", () => {
  const german = { id: "sk_1", name: "German", level: 3 };
  const sales = { id: "gr_1", name: "Sales", share: 70 };
  const chat = {
    ...CHAT,
    front: true,
    agent: { id: "ag_b", name: "Ben", until: 10 },
    last: { id: "ag_a", name: "Ada", until: 10 },
    credit_s: 60,
    weight: 2,
    rings: [
      { after_s: 0, skills: [german], groups: [sales] },
      { after_s: 30, skills: [{ ...german, level: 1 }], groups: [] },
      { after_s: 90, skills: [], groups: [] },
    ],
  };
  const [front, agent, ...rest] = asksOf(chat, 5);
  expect(front).toBe("came back from an agent");
  expect(agent).toMatch(/^only Ben until /);
  expect(rest).toEqual([
    "rather Ada, as last time",
    "German, level 3, Sales (70 %)",
    "after 30 s: German",
    "after 90 s: anybody",
    "60 s of credit",
    "takes 2 slots",
  ]);
  // Times that have passed bind nobody.
  expect(asksOf({ ...chat, front: false }, 11)[0]).toBe("German, level 3, Sales (70 %)");
});
