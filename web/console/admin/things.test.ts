import { expect, it } from "vitest";
import { byName, finds, Things } from "./things";

interface Thing {
  id: string;
  name?: string;
}

it("shows a change at once, and drops the older list that comes after it", async () => {
  let answer: (items: Thing[]) => void = () => undefined;
  const things = new Things<Thing>(() => new Promise((resolve) => (answer = resolve)));
  const reading = things.reload();
  things.put({ id: "a", name: "new" });
  answer([{ id: "a", name: "old" }]);
  await reading;
  expect(things.items.value).toEqual([{ id: "a", name: "new" }]);
});

it("keeps what is shown when reading anew fails", async () => {
  let dead = false;
  const things = new Things<Thing>(async () => {
    if (dead) throw new Error("gone");
    return [{ id: "a" }];
  });
  await things.reload();
  dead = true;
  await things.reload();
  expect([things.items.value.length, things.loaded.value, things.busy.value]).toEqual([
    1,
    true,
    false,
  ]);
  expect(things.failure.value).toBeInstanceOf(Error);
});

it("changes in place, adds at the end, and drops", () => {
  const things = new Things<Thing>(async () => []);
  for (const id of ["a", "b"]) things.put({ id });
  things.put({ id: "a", name: "A" });
  things.drop("b");
  expect(things.items.value).toEqual([{ id: "a", name: "A" }]);
});

it("finds by every word, without case and accents", () => {
  expect(finds("José Ruiz\nSupport", "SUPPORT jose")).toBe(true);
  expect(finds("José Ruiz", "sales")).toBe(false);
  expect(finds("anything", " ")).toBe(true);
});

it("keeps an order, with what is put in later too", async () => {
  const things = new Things<ReturnType<typeof named>>(
    async () => [named("b", "Team 10"), named("a", "Team 2")],
    {
      order: byName,
    },
  );
  await things.reload();
  things.put(named("c", "Sales"));
  expect(things.items.value.map(({ name }) => name)).toEqual(["Sales", "Team 2", "Team 10"]);
});

function named(id: string, name: string) {
  return { id, name };
}
