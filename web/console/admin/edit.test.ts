import { beforeEach, expect, it, vi } from "vitest";
import { Edit, same } from "./edit";
import { AdminServer } from "./server";
import { FakeServer } from "./server.fake";

interface Draft {
  name: string;
  max_chats: number;
  skills: string[];
}

const PATH = "/v1/agents/ag_1";
let fake: FakeServer;

beforeEach(() => {
  fake = new FakeServer();
  fake.put(PATH, { name: "Ben", max_chats: 2, skills: ["sk_a"], status: "away" });
});

async function opened(onSaved = vi.fn()): Promise<Edit<Draft>> {
  const server = new AdminServer(fake);
  const edit = new Edit<Draft>({
    load: async () => picked(await server.get<Draft>(PATH)),
    save: async (change, etag) => picked(await server.change<Draft>(PATH, change, etag)),
    onSaved,
  });
  await edit.open();
  return edit;
}

function picked({ value: { name, max_chats, skills }, etag }: { value: Draft; etag: string }) {
  return { value: { name, max_chats, skills }, etag };
}

it("sends what was changed and nothing else", async () => {
  const onSaved = vi.fn();
  const edit = await opened(onSaved);
  edit.set("name", "Benjamin");
  edit.set("max_chats", 5);
  edit.set("name", "Ben");
  expect(edit.changes.value).toEqual({ max_chats: 5 });
  await edit.save();
  expect(fake.valueOf(PATH)).toMatchObject({ name: "Ben", max_chats: 5 });
  expect([onSaved.mock.calls.length, edit.dirty.value]).toEqual([1, false]);
});

it("asks nobody when others changed what the form does not show", async () => {
  const edit = await opened();
  edit.set("max_chats", 5);
  fake.changeBehind(PATH, { status: "online" });
  await edit.save();
  expect(edit.clashes.value).toEqual([]);
  expect(fake.valueOf(PATH)).toMatchObject({ max_chats: 5, status: "online" });
});

it("saves nothing and tells what others changed meanwhile", async () => {
  const edit = await opened();
  edit.set("max_chats", 5);
  fake.changeBehind(PATH, { max_chats: 3, name: "Benno" });
  await edit.save();
  expect(fake.valueOf(PATH).max_chats).toBe(3);
  expect(edit.clashes.value).toEqual([
    { field: "name", before: "Ben", theirs: "Benno", mine: "Ben" },
    { field: "max_chats", before: 2, theirs: 3, mine: 5 },
  ]);
});

it("keeps one's own fields and leaves theirs", async () => {
  const edit = await opened();
  edit.set("max_chats", 5);
  fake.changeBehind(PATH, { max_chats: 3, name: "Benno" });
  await edit.save();
  await edit.keepMine();
  expect(fake.valueOf(PATH)).toMatchObject({ max_chats: 5, name: "Benno" });
  expect(edit.clashes.value).toEqual([]);
});

it("takes theirs and forgets the draft", async () => {
  const edit = await opened();
  edit.set("max_chats", 5);
  fake.changeBehind(PATH, { max_chats: 3 });
  await edit.save();
  edit.takeTheirs();
  expect([edit.draft.value?.max_chats, edit.dirty.value, edit.clashes.value]).toEqual([
    3,
    false,
    [],
  ]);
  expect(fake.valueOf(PATH).max_chats).toBe(3);
});

it("keeps the draft when the network is gone", async () => {
  const edit = await opened();
  edit.set("name", "Benjamin");
  fake.lost = 1;
  await edit.save();
  expect(edit.failure.value).toMatchObject({ code: "unreachable" });
  expect([edit.draft.value?.name, edit.dirty.value]).toEqual(["Benjamin", true]);
});

it("finishes a change whose answer was lost", async () => {
  const onSaved = vi.fn();
  const edit = await opened(onSaved);
  edit.set("name", "Benjamin");
  fake.lost = 1;
  await edit.save();
  await edit.save();
  // What stands there is what was wanted, so there is nothing to choose between.
  expect([edit.dirty.value, edit.clashes.value]).toEqual([false, []]);
  expect([onSaved.mock.calls.length, fake.valueOf(PATH).name]).toEqual([1, "Benjamin"]);
});

it("takes lists of words for sets", () => {
  expect(same(["a", "b"], ["b", "a"])).toBe(true);
  expect(same(["a"], ["a", "b"])).toBe(false);
  expect(same([{ name: "x" }], [{ name: "y" }])).toBe(false);
});
