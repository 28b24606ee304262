import { expect, it } from "vitest";
import { choicesOf } from "./choices";

const TARGETS = {
  agents: [
    { id: "ag_ada", name: "Ada", status: "online", used: 0, limit: 2 },
    { id: "ag_full", name: "Abe", status: "online", used: 2, limit: 2 },
    { id: "ag_ben", name: "Ben", status: "online", used: 1, limit: 2 },
    { id: "ag_gone", name: "Cleo", status: "offline", used: 0, limit: 2 },
  ],
  skills: [{ id: "sk_f", name: "Ferns", online: 0 }],
  groups: [{ id: "gr_s", name: "Sales", online: 2 }],
};

it("lists all but oneself, in each kind who can take the chat first", () => {
  const choices = choicesOf(TARGETS, "ag_ada");
  expect(choices.map(({ name, able }) => [name, able])).toEqual([
    ["Ben", true],
    ["Abe", false],
    ["Cleo", false],
    ["Ferns", false],
    ["Sales", true],
  ]);
});

it("names each by its kind, and says how it stands with them", () => {
  const [ben, , cleo, , sales] = choicesOf(TARGETS, "ag_ada");
  expect(ben).toMatchObject({ to: { agent: "ag_ben" }, state: "1 of 2 chats" });
  expect(cleo?.state).toBe("not online");
  expect(sales).toMatchObject({ to: { group: "gr_s" }, state: "Group · 2 online" });
});
