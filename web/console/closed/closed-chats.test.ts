import { expect, it } from "vitest";
import type { ChatPage, Summary } from "../../shared/protocol";
import { ClosedChats, matching } from "./closed-chats";

const chat = (id: string, more: Partial<Summary> = {}): Summary =>
  ({ id, name: "", email: "", agent_name: "", last: "", ...more }) as Summary;

it("adds older pages and shows a chat found on two of them once", async () => {
  const pages: ChatPage[] = [
    { chats: [chat("ch_3"), chat("ch_2")], next: "two" },
    { chats: [chat("ch_2"), chat("ch_1")], next: null },
  ];
  const asked: (string | null)[] = [];
  const list = new ClosedChats(async (before) => {
    asked.push(before);
    return pages.shift() as ChatPage;
  });
  await list.reload();
  await list.older();
  expect(asked).toEqual([null, "two"]);
  expect(list.chats.value.map(({ id }) => id)).toEqual(["ch_3", "ch_2", "ch_1"]);
  expect(list.next.value).toBeNull();
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
