import { expect, it } from "vitest";
import type { ChatPage, Summary } from "../../shared/protocol";
import { ClosedChats, matching } from "./closed-chats";

const chat = (id: string, more: Partial<Summary> = {}): Summary =>
  ({ id, name: "", email: "", agent_name: "", last: "", ...more }) as Summary;

const some = (from: number, count: number): Summary[] =>
  Array.from({ length: count }, (_, place) => chat(`ch_${from - place}`));

function served(...pages: ChatPage[]): { list: ClosedChats; asked: (string | null)[] } {
  const asked: (string | null)[] = [];
  const list = new ClosedChats(async (before) => {
    asked.push(before);
    return pages.shift() as ChatPage;
  });
  return { list, asked };
}

it("adds older pages and shows a chat found on two of them once", async () => {
  const { list, asked } = served(
    { chats: some(100, 50), next: "two" },
    { chats: some(51, 50), next: null },
  );
  await list.reload();
  await list.older();
  expect(asked).toEqual([null, "two"]);
  expect(list.chats.value.map(({ id }) => id)).toEqual(some(100, 99).map(({ id }) => id));
  expect(list.next.value).toBeNull();
});

it("goes on by itself behind a month's short page, but not for ever", async () => {
  const short = (from: number, next: string) => ({ chats: some(from, 2), next });
  const { list, asked } = served(short(9, "a"), short(7, "b"), short(5, "c"), short(3, "d"));
  await list.reload();
  expect(asked).toEqual([null, "a", "b", "c"]);
  expect([list.chats.value.length, list.next.value, list.busy.value]).toEqual([8, "d", false]);
});

it("keeps what is loaded when an older page fails, and can be asked again", async () => {
  let dead = false;
  const list = new ClosedChats(async () => {
    if (dead) throw new Error("gone");
    return { chats: [chat("ch_1")], next: "more" };
  });
  await list.reload();
  dead = true;
  await list.older();
  expect(list.failure.value).toBeInstanceOf(Error);
  expect([list.chats.value.length, list.busy.value]).toEqual([1, false]);
});

it("finds by every word, without case and accents", () => {
  const chats = [chat("ch_1", { name: "José Ruiz", last: "About lamps" }), chat("ch_2")];
  expect(matching(chats, "jose LAMP").map(({ id }) => id)).toEqual(["ch_1"]);
  expect(matching(chats, "jose sofa")).toEqual([]);
  expect(matching(chats, "  ")).toHaveLength(2);
});
