import { beforeEach, expect, it } from "vitest";
import { openStore } from "../../shared/storage";
import { clockOf, minutesOf, Plan, type Scenario, skillsOf } from "./plan";

const TODAY: Scenario = {
  rates: Array(24).fill(5),
  handling_s: 300,
  teams: [{ agents: 2, slots: 3, starts: 0, ends: 0, skills: ["German"] }],
  spread: 1,
  patience_s: 120,
  max_wait_s: 900,
  wrap_up_s: 0,
  accept_s: 0,
  skills: {},
  relax_s: 0,
  recorded: 0,
  seed: 1,
};

let asked: Scenario[];
let fails: boolean;
let plan: Plan;

const api = {
  async send(method: string, _path: string, body?: unknown): Promise<Response> {
    if (fails) throw new Error("too much");
    if (method === "GET") return Response.json(TODAY);
    asked.push(body as Scenario);
    return Response.json({ hours: [], day: { answered: (body as Scenario).teams[0]?.agents } });
  },
};

beforeEach(async () => {
  [asked, fails] = [[], false];
  plan = new Plan(
    api,
    openStore(() => null),
  );
  await plan.load();
});

it("begins with today and changes a copy of it", () => {
  plan.changeTeam(0, { agents: 5 });
  plan.setRate(9, 40.4);
  plan.setRate(10, -3);
  plan.change({ handling_s: 60 });
  expect(plan.before.value).toEqual(TODAY);
  expect(plan.after.value?.teams[0]?.agents).toBe(5);
  expect(plan.after.value?.rates.slice(8, 12)).toEqual([5, 40, 0, 5]);
  plan.addTeam();
  expect(plan.after.value?.teams).toHaveLength(2);
  plan.removeTeam(0);
  expect(plan.after.value?.teams).toHaveLength(1);
  plan.reset();
  expect(plan.after.value).toEqual(TODAY);
});

it("plays both days over the same chats", async () => {
  plan.changeTeam(0, { agents: 5 });
  plan.change({ recorded: 77, skills: { German: 0, French: 0.2 } });
  const running = plan.run();
  expect(plan.done.value).toBe(0);
  await running;
  expect(plan.done.value).toBeNull();
  expect(asked.map(({ recorded }) => recorded)).toEqual([77, 77]);
  expect(asked[1]?.skills).toEqual({ French: 0.2 });
  expect(plan.outcome.value?.before.day.answered).toBe(2);
  expect(plan.outcome.value?.after.day.answered).toBe(5);
});

it("says why a day could not be played, and keeps what was changed", async () => {
  plan.changeTeam(0, { agents: 5 });
  fails = true;
  await plan.run();
  expect(plan.failure.value).toEqual(new Error("too much"));
  expect([plan.done.value, plan.after.value?.teams[0]?.agents]).toEqual([null, 5]);
});

it("knows all skills, and times of day", () => {
  expect(skillsOf({ ...TODAY, skills: { French: 0.5 } })).toEqual(["French", "German"]);
  expect(["09:30", "00:00", "24:00", ""].map(minutesOf)).toEqual([570, 0, 0, 0]);
  expect([570, 0, 1440].map(clockOf)).toEqual(["09:30", "00:00", "00:00"]);
});

it("spreads another number of chats over the day as it was", () => {
  plan.setRate(9, 15);
  plan.setTotal(260);
  const rates = plan.after.value?.rates ?? [];
  expect(rates.reduce((all, rate) => all + rate, 0)).toBe(260);
  expect([rates[8], rates[9]]).toEqual([10, 30]);

  plan.setTotal(0);
  plan.setTotal(48);
  expect(plan.after.value?.rates).toEqual(Array(24).fill(2));
});

it("keeps what was changed while the page is left, and follows the account in the rest", async () => {
  const store = openStore(() => null);
  const first = new Plan(api, store);
  const end = first.keep();
  await first.load();
  expect(first.changed.value).toBe(false);
  first.changeTeam(0, { agents: 5 });
  await first.run();
  end();

  const again = new Plan({ send: async () => Response.json({ ...TODAY, handling_s: 99 }) }, store);
  await again.load();
  expect([again.after.value?.teams[0]?.agents, again.after.value?.handling_s]).toEqual([5, 99]);
  expect(again.before.value?.teams[0]?.agents).toBe(2);
  expect(again.outcome.value?.after.day.answered).toBe(5);
  expect(again.changed.value).toBe(true);
  again.reset();
  expect(again.changed.value).toBe(false);
});
