import { expect, it } from "vitest";
import { openStore } from "../../shared/storage";
import { FirstSteps, isFresh, look, nextStep } from "./first-steps";
import { AdminServer } from "./server";
import { FakeServer } from "./server.fake";

function account(origins: string[], agents: number): FakeServer {
  const fake = new FakeServer();
  fake.put("/v1/account", { origins });
  for (let n = 0; n < agents; n++) fake.put(`/v1/agents/ag_${n}`, { id: `ag_${n}` });
  return fake;
}

it("leads the admin of a new account from the first step that is left", async () => {
  const marks = new FirstSteps(
    "one",
    openStore(() => null),
  );
  const steps = async (fake: FakeServer) => nextStep(await look(new AdminServer(fake), marks));
  expect(await steps(account([], 1))).toBe("site");
  expect(await steps(account(["https://a.example.org"], 1))).toBe("team");
  marks.set("team");
  expect(await steps(account(["https://a.example.org"], 1))).toBe("snippet");
  marks.set("snippet");
  expect(await steps(account(["https://a.example.org"], 2))).toBeNull();
});

it("does not come back by itself once it was left, nor to an account at work", async () => {
  localStorage.clear();
  expect(await isFresh(account([], 1), "two")).toBe(true);
  expect(await isFresh(account(["https://a.example.org"], 3), "two")).toBe(false);
  new FirstSteps("two").set("left");
  expect(await isFresh(account([], 1), "two")).toBe(false);
  expect(await isFresh(account([], 1), "three")).toBe(true);
});
