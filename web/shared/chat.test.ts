// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Conversation } from "./conversation";
import { aLine, aSummary, CHAT, FakeServer } from "./server.fake";
import { openStore, type Store } from "./storage";

const ANSWER_MS = 5_000;

let store: Store;
let server: FakeServer;
let conversation: Conversation;

function talk(changes: Partial<{ chat: string; client: string; cached: boolean }> = {}) {
  const talking = new Conversation({
    side: "visitor",
    chat: CHAT,
    client: "clientaa",
    store,
    send: (frame) => server.take(frame),
    onChange: () => undefined,
    ...changes,
  });
  conversation = talking;
  return talking;
}

function shown(): string[] {
  return conversation.lines.map((line) => line.text);
}

beforeEach(() => {
  vi.useFakeTimers();
  store = openStore(() => null);
  server = new FakeServer((event) => conversation.receive(event));
});

afterEach(() => {
  conversation.stop();
  vi.useRealTimers();
});

describe("the state of the chat", () => {
  test("system lines tell it in their order", () => {
    server.summary = aSummary({ state: "waiting", agent_name: "" });
    talk().opened();
    server.says("system", "assigned:Bo");
    expect(conversation.summary).toMatchObject({ state: "open", agent_name: "Bo" });
    server.says("system", "requeued");
    expect(conversation.summary?.state).toBe("waiting");
    server.tell({ event: "position", chat: CHAT, position: 1 });
    expect(conversation.position).toBe(1);
    server.says("system", "ended:agent");
    expect(conversation.ended).toBe(true);
    expect(conversation.summary?.ended_by).toBe("agent");
  });

  test("a visitor back in the queue asks for the place nobody has told", () => {
    talk().opened();
    server.summary = aSummary({ state: "waiting", agent_name: "" });
    server.position = 3;
    server.says("system", "requeued");
    expect(conversation.position).toBe(0);
    vi.advanceTimersByTime(2_000);
    expect(conversation.position).toBe(3);
    expect(server.sent("join")).toHaveLength(2);
  });

  test("ending asks until the chat has ended, and what was not sent is given back", () => {
    talk().opened();
    let tries = 0;
    server.hears = (frame) => frame.action !== "end" || tries++ > 0;
    conversation.end();
    expect(conversation.ending).toBe(true);
    vi.advanceTimersByTime(ANSWER_MS);
    expect(conversation.ended).toBe(true);
    expect(conversation.ending).toBe(false);
  });

  test("a line under way when the chat ends is neither lost nor shown twice", () => {
    talk().opened();
    server.tells = (event) => event.event !== "posted";
    conversation.post("just in time");
    server.tells = () => true;
    server.summary = aSummary({ state: "ended", ended_by: "agent" });
    server.says("system", "ended:agent");
    vi.advanceTimersByTime(1_000);
    expect(shown()).toEqual(["just in time", "ended:agent"]);
    expect(conversation.refused).toEqual([]);
  });

  test("a line too late for the chat is given back", () => {
    talk().opened();
    server.summary = aSummary({ state: "ended", ended_by: "agent" });
    conversation.post("too late");
    expect(conversation.refused.map((line) => line.text)).toEqual(["too late"]);
    expect(conversation.ended).toBe(true);
  });

  test("a chat the server does not know is lost", () => {
    talk();
    server.hears = () => false;
    conversation.opened();
    server.tell({ event: "error", code: "no_such_chat", message: "", chat: CHAT });
    expect(conversation.lost).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(server.sent("join")).toHaveLength(1);
  });

  test("events of other chats are passed over", () => {
    talk().opened();
    server.tell({ event: "line", chat: "ch_other", line: aLine(1, "agent", "not ours") });
    expect(shown()).toEqual([]);
  });
});

describe("marks", () => {
  test("a post carries them, so that nothing else need be sent", () => {
    talk().opened();
    server.says("agent", "hello");
    conversation.seen();
    conversation.post("hi");
    vi.advanceTimersByTime(20_000);
    expect(server.sent("post")[0]).toMatchObject({ delivered: 1, read: 1 });
    expect(server.sent("mark")).toEqual([]);
  });

  test("otherwise one mark a second tells them and one keeps them", () => {
    talk().opened();
    for (const text of ["one", "two", "three"]) server.says("agent", text);
    conversation.seen();
    vi.advanceTimersByTime(1_000);
    expect(server.sent("mark")).toHaveLength(1);
    expect(server.sent("mark")[0]).toMatchObject({ delivered: 3, read: 3 });
    vi.advanceTimersByTime(20_000);
    expect(server.sent("mark").map((frame) => frame.keep)).toEqual([undefined, true]);
  });

  test("they are told again to a side that comes back", () => {
    talk().opened();
    server.says("agent", "hello");
    vi.advanceTimersByTime(10_000);
    const before = server.sent("mark").length;
    server.tell({ event: "presence", chat: CHAT, from: "agent", present: true });
    vi.advanceTimersByTime(10_000);
    expect(server.sent("mark")).toHaveLength(before + 1);
  });

  test("the other side's marks tell how far our lines have come", () => {
    talk().opened();
    conversation.post("one");
    const line = conversation.lines[0];
    if (!line) throw new Error("the line is missing");
    expect(conversation.delivery(line)).toBe("sent");
    server.tell({ event: "marked", chat: CHAT, from: "agent", delivered: 1, read: 0 });
    expect(conversation.delivery(line)).toBe("delivered");
    server.tell({ event: "marked", chat: CHAT, from: "agent", delivered: 1, read: 1 });
    expect(conversation.delivery(line)).toBe("read");
  });

  test("the other side's marks ride on its lines as well", () => {
    talk().opened();
    conversation.post("one");
    server.tell({
      event: "line",
      chat: CHAT,
      line: aLine(2, "agent", "two"),
      delivered: 1,
      read: 1,
    });
    expect(conversation.theirs).toEqual({ delivered: 1, read: 1 });
  });

  test("what another tab of ours has read is read here too", () => {
    talk().opened();
    server.says("agent", "hello");
    expect(conversation.unread).toBe(1);
    server.tell({ event: "marked", chat: CHAT, from: "visitor", delivered: 1, read: 1 });
    expect(conversation.unread).toBe(0);
    expect(conversation.theirs.read).toBe(0);
  });

  test("unread counts the other side's lines only", () => {
    talk().opened();
    server.says("system", "assigned:Ada");
    server.says("agent", "hello");
    conversation.post("hi");
    expect(conversation.unread).toBe(1);
    conversation.seen();
    expect(conversation.unread).toBe(0);
  });
});

describe("typing", () => {
  test("is told when it starts, every four seconds while it lasts, and when it stops", () => {
    talk().opened();
    for (let second = 0; second < 6; second++) {
      conversation.keyed();
      vi.advanceTimersByTime(1_000);
    }
    expect(server.sent("typing").map((frame) => frame.on)).toEqual([true, true]);
    vi.advanceTimersByTime(5_000);
    expect(server.sent("typing").map((frame) => frame.on)).toEqual([true, true, false]);
  });

  test("a posted line ends it without a frame", () => {
    talk().opened();
    conversation.keyed();
    conversation.post("done");
    vi.advanceTimersByTime(10_000);
    expect(server.sent("typing").map((frame) => frame.on)).toEqual([true]);
  });

  test("theirs lapses by itself and with their line", () => {
    talk().opened();
    server.tell({ event: "typing", chat: CHAT, from: "agent", on: true });
    expect(conversation.typing).toBe(true);
    vi.advanceTimersByTime(6_000);
    expect(conversation.typing).toBe(false);
    server.tell({ event: "typing", chat: CHAT, from: "agent", on: true });
    server.says("agent", "here it is");
    expect(conversation.typing).toBe(false);
  });
});
