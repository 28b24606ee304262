import { beforeEach, expect, it, vi } from "vitest";
import { openStore } from "../../shared/storage";
import { AdminServer } from "../admin/server";
import { FakeServer } from "../admin/server.fake";
import { ApiError } from "../api";
import { BLANK, KeptEdits } from "./draft";
import { NEW, RuleEdit } from "./edit";
import type { Rule, RuleDraft } from "./rule";

const RULE: Rule = {
  ...BLANK,
  id: "ru_a",
  number: 1,
  version: 1,
  name: "Help",
  when: { on: "url", is: "contains", value: "/cart" },
  actions: [{ do: "invite", title: {}, text: { "": "Hi" } }],
};
let fake: FakeServer;
let kept: KeptEdits;
let saved: Rule[];

beforeEach(() => {
  fake = new FakeServer();
  fake.put("/v1/rules/ru_a", { ...RULE });
  localStorage.clear();
  kept = new KeptEdits(
    openStore(() => localStorage),
    "demo",
  );
  saved = [];
});

function editing(id: string): RuleEdit {
  return new RuleEdit(new AdminServer(fake), id, kept, (rule) => saved.push(rule));
}

it("reads a rule with a group at its root, and saves only what changed", async () => {
  const rule = editing("ru_a");
  await rule.open();
  expect(rule.draft.value.when).toEqual({ all: [RULE.when] });
  expect(rule.edit.dirty.value).toBe(false);
  rule.set("name", "More help");
  await rule.save();
  expect(fake.sent.at(-1)).toEqual({ name: "More help" });
  expect(saved[0]?.name).toBe("More help");
});

it("makes a new rule out of the whole draft", async () => {
  const rule = editing(NEW);
  await rule.open();
  expect(rule.faults.value.map(({ why }) => why)).toContain("fault.name");
  for (const [field, value] of Object.entries({ name: "Fresh", when: { all: [] } }))
    rule.set(field as keyof RuleDraft, value as never);
  rule.set("actions", RULE.actions);
  await rule.save();
  expect(fake.asked.at(-1)).toBe("POST /v1/rules");
  expect(saved[0]?.name).toBe("Fresh");
});

it("keeps edits that were not saved, until they are saved or dropped", async () => {
  const first = editing("ru_a");
  await first.open();
  const leave = first.follow();
  first.set("name", "Half written");
  leave();
  const second = editing("ru_a");
  await second.open();
  expect([second.draft.value.name, second.restored.value]).toEqual(["Half written", true]);
  second.drop();
  expect(second.draft.value.name).toBe("Help");
  const third = editing("ru_a");
  await third.open();
  expect(third.restored.value).toBe(false);
});

it("marks the place that the compiler refuses, while one edits", async () => {
  vi.useFakeTimers();
  const rule = editing("ru_a");
  await rule.open();
  const real = fake.send;
  const refusal = new ApiError(
    422,
    "bad_rule",
    "/when/all/0/value: is no pattern",
    "/when/all/0/value",
  );
  Object.assign(fake, {
    send: (method: string, path: string, ...rest: [unknown?]) =>
      path.endsWith("/compile") ? Promise.reject(refusal) : real(method, path, ...rest),
  });
  const leave = rule.follow();
  rule.set("name", "Other");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rule.refused.value).toEqual({ at: "/when/all/0/value", words: "is no pattern" });
  leave();
  vi.useRealTimers();
});
