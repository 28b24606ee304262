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
