import { expect, it } from "vitest";
import type { Label } from "./records";
import { AdminServer } from "./server";
import { FakeServer } from "./server.fake";

it("reads all pages of a list", async () => {
  const fake = new FakeServer();
  for (let n = 0; n < 250; n++) fake.put(`/v1/groups/gr_${n}`, { id: `gr_${n}` });
  expect(await new AdminServer(fake).all<Label>("/v1/groups")).toHaveLength(250);
  expect(fake.asked).toHaveLength(3);
});

it("makes a thing once, though the answer is lost on the way", async () => {
  const fake = new FakeServer();
  fake.lost = 1;
  const made = await new AdminServer(fake).post<Label>("/v1/groups", { name: "Sales" });
  expect(made.value).toMatchObject({ name: "Sales" });
  expect([fake.asked.length, fake.things.size]).toEqual([2, 1]);
});

it("gives up after three lost answers", async () => {
  const fake = new FakeServer();
  fake.lost = 9;
  const making = new AdminServer(fake).post("/v1/groups", { name: "Sales" });
  await expect(making).rejects.toMatchObject({ code: "unreachable" });
  expect(fake.asked).toHaveLength(3);
});

it("takes an answer without a body", async () => {
  const fake = new FakeServer();
  fake.put("/v1/groups/gr_1", { id: "gr_1" });
  expect((await new AdminServer(fake).remove("/v1/groups/gr_1")).value).toBeNull();
});
