import { expect, it } from "vitest";
import type { AuditEntry, Page } from "./records";
import { Trail } from "./trail";

const entry = (id: string, action = "group.create") => ({ id, action }) as AuditEntry;

it("adds older pages, shows an entry once, and looks through all of them", async () => {
  const pages: Page<AuditEntry>[] = [
    { items: [entry("c"), entry("b", "key.revoke")], next: "two" },
    { items: [entry("b", "key.revoke"), entry("a")], next: "" },
  ];
  const asked: string[] = [];
  const trail = new Trail(
    async (after) => {
      asked.push(after);
      return pages.shift() as Page<AuditEntry>;
    },
    ({ action }) => action,
  );
  await trail.reload();
  await trail.older();
  expect(asked).toEqual(["", "two"]);
  expect(trail.entries.value.map(({ id }) => id)).toEqual(["c", "b", "a"]);
  trail.search.value = "KEY";
  expect(trail.found.value.map(({ id }) => id)).toEqual(["b"]);
});

it("puts in front what came meanwhile, and begins anew where too much did", async () => {
  let page: Page<AuditEntry> | null = { items: [entry("b"), entry("a")], next: "two" };
  const trail = new Trail(
    async () => page ?? Promise.reject(new Error("lost")),
    () => "",
  );
  const ids = () => trail.entries.value.map(({ id }) => id);
  await trail.newer();
  expect(ids()).toEqual([]);
  await trail.reload();
  page = { items: [entry("c"), entry("b")], next: "later" };
  await trail.newer();
  expect([ids(), trail.next.value]).toEqual([["c", "b", "a"], "two"]);
  page = null;
  await trail.newer();
  expect([ids(), trail.failure.value]).toEqual([["c", "b", "a"], null]);
  page = { items: [entry("z"), entry("y")], next: "x" };
  await trail.newer();
  expect([ids(), trail.next.value]).toEqual([["z", "y"], "x"]);
});
