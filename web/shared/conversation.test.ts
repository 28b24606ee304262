// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Conversation } from "./conversation";
import { aLine, aSummary, CHAT, FakeServer } from "./server.fake";
import { openStore, type Store } from "./storage";

const ANSWER_MS = 5_000;

let store: Store;
let server: FakeServer;
let conversation: Conversation;
let connected: boolean;

function talk(changes: Partial<{ chat: string; client: string; cached: boolean }> = {}) {
  const talking = new Conversation({
    side: "visitor",
    chat: CHAT,
    client: "clientaa",
    store,
    send: (frame) => connected && server.take(frame),
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
  connected = true;
  server = new FakeServer((event) => conversation.receive(event));
});

afterEach(() => {
  conversation.stop();
  vi.useRealTimers();
});

describe("posting", () => {
  test("lines go out one at a time, each after the one before is confirmed", () => {
    talk().opened();
    server.tells = (event) => event.event !== "posted";
    conversation.post("one");
    conversation.post("two");
    expect(server.sent("post").map((frame) => frame.text)).toEqual(["one"]);
    expect(conversation.unsent.map((entry) => entry.text)).toEqual(["one", "two"]);
    server.tells = () => true;
    vi.advanceTimersByTime(ANSWER_MS);
    expect(server.texts("visitor")).toEqual(["one", "two"]);
    expect(shown()).toEqual(["one", "two"]);
    expect(conversation.unsent).toEqual([]);
  });

  test("a line whose answer was lost is stored once", () => {
    talk().opened();
    let lost = 0;
    server.tells = (event) => event.event !== "posted" || lost++ > 0;
    conversation.post("only once");
    vi.advanceTimersByTime(ANSWER_MS * 3);
    expect(server.texts("visitor")).toEqual(["only once"]);
    expect(shown()).toEqual(["only once"]);
  });

  test("a lost line is sent again under the same number", () => {
    talk().opened();
    let tries = 0;
    server.hears = (frame) => frame.action !== "post" || tries++ > 0;
    conversation.post("hello");
    vi.advanceTimersByTime(ANSWER_MS);
    expect(server.sent("post").map((frame) => frame.n)).toEqual([1, 1]);
    expect(shown()).toEqual(["hello"]);
  });

  test("lines wait while there is no connection and follow in order", () => {
    talk();
    connected = false;
    conversation.post("one");
    conversation.post("two");
    vi.advanceTimersByTime(60_000);
    connected = true;
    conversation.opened();
    expect(server.texts("visitor")).toEqual(["one", "two"]);
  });

  test("lines kept over a reload are sent, the one that was stored not again", () => {
    talk().opened();
    server.tells = (event) => event.event !== "posted";
    conversation.post("stored, answer lost");
    conversation.post("never sent");
    conversation.stop();
    server.tells = () => true;
    talk({ client: "clientaa" }).opened();
    expect(server.texts("visitor")).toEqual(["stored, answer lost", "never sent"]);
    expect(shown()).toEqual(server.texts("visitor"));
  });

  test("a client name that another tab uses is given up and the line numbered again", () => {
    server.lines = [aLine(1, "visitor", "from the other tab", { client: "clientaa", n: 1 })];
    talk();
    server.tells = (event) => event.event !== "joined" || server.numbers.has("clientaa");
    server.numbers.set("clientaa", 0);
    conversation.opened();
    server.numbers.set("clientaa", 1);
    conversation.post("mine");
    expect(server.texts("visitor")).toEqual(["from the other tab", "mine"]);
    const [first, second] = server.sent("post");
    expect(first?.client).toBe("clientaa");
    expect(second?.client).toMatch(/^[a-z2-7]{8}$/);
    expect(second?.client).not.toBe("clientaa");
    expect(second?.n).toBe(1);
  });

  test("a number the server has not reached is corrected by joining", () => {
    talk().opened();
    conversation.post("one");
    server.numbers.set("clientaa", 0);
    server.lines = [];
    conversation.post("two");
    expect(server.texts("visitor")).toEqual(["two"]);
    expect(server.lines[0]?.n).toBe(1);
  });

  test("an older answer to join does not turn numbers back", () => {
    talk().opened();
    conversation.post("one");
    const stale = { ...joined(), n: 0, lines: [] };
    conversation.receive(stale);
    conversation.post("two");
    expect(server.sent("post").map((frame) => frame.n)).toEqual([1, 2]);
  });

  test("a line the server will never take does not hold up the next", () => {
    talk().opened();
    server.hears = (frame) => {
      if (frame.action !== "post" || frame.text !== "bad") return true;
      const refusal = { event: "error", code: "bad_frame", message: "", chat: CHAT } as const;
      server.tell({ ...refusal, n: frame.n });
      return false;
    };
    conversation.post("bad");
    conversation.post("good");
    expect(conversation.refused.map((line) => line.text)).toEqual(["bad"]);
    expect(server.texts("visitor")).toEqual(["good"]);
  });

  test("a line refused because others were faster follows soon", () => {
    talk().opened();
    let tries = 0;
    server.hears = (frame) => {
      if (frame.action !== "post" || tries++ > 0) return true;
      const conflict = { event: "error", code: "conflict", message: "", chat: CHAT } as const;
      server.tell({ ...conflict, n: frame.n });
      return false;
    };
    conversation.post("patient");
    expect(server.texts("visitor")).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(server.texts("visitor")).toEqual(["patient"]);
  });

  test("blank text is not posted", () => {
    talk().opened();
    conversation.post(" \n ");
    expect(conversation.unsent).toEqual([]);
  });
});

describe("order", () => {
  test("pushes that come twice show once", () => {
    talk().opened();
    const line = server.says("agent", "hello");
    server.tell({ event: "line", chat: CHAT, line });
    expect(shown()).toEqual(["hello"]);
  });

  test("pushes in the wrong order show in the right one", () => {
    talk().opened();
    const [one, two] = [server.says("agent", "one", false), server.says("agent", "two", false)];
    server.tell({ event: "line", chat: CHAT, line: two });
    expect(shown()).toEqual([]);
    server.tell({ event: "line", chat: CHAT, line: one });
    expect(shown()).toEqual(["one", "two"]);
    vi.advanceTimersByTime(ANSWER_MS);
    expect(server.sent("join")).toHaveLength(1);
  });

  test("a push that never comes is asked for", () => {
    talk().opened();
    server.says("agent", "lost", false);
    server.says("agent", "second");
    vi.advanceTimersByTime(1_000);
    expect(shown()).toEqual(["lost", "second"]);
    expect(server.sent("join").map((frame) => frame.after)).toEqual([0, 0]);
  });

  test("a long chat is read page by page", () => {
    server.pageSize = 3;
    for (let count = 1; count <= 8; count++) server.says("agent", `${count}`, false);
    talk().opened();
    expect(shown()).toHaveLength(8);
    expect(server.sent("join").map((frame) => frame.after)).toEqual([0, 3, 6]);
  });

  test("lines kept from the page before show at once and only later ones are asked for", () => {
    talk({ cached: true }).opened();
    server.says("agent", "earlier");
    vi.advanceTimersByTime(1_000);
    conversation.stop();
    talk({ cached: true });
    expect(shown()).toEqual(["earlier"]);
    server.says("agent", "later", false);
    conversation.opened();
    expect(shown()).toEqual(["earlier", "later"]);
  });
});

describe("connection", () => {
  test("a restarted server is joined again and the line goes out", () => {
    talk().opened();
    server.restart();
    conversation.post("still here");
    expect(server.texts("visitor")).toEqual(["still here"]);
    expect(shown()).toEqual(["still here"]);
  });

  test("join is asked again until it is answered", () => {
    talk();
    let tries = 0;
    server.hears = () => tries++ > 1;
    conversation.opened();
    vi.advanceTimersByTime(ANSWER_MS * 2);
    expect(conversation.joined).toBe(true);
    expect(server.sent("join")).toHaveLength(3);
  });

  test("a chat begins once its answer comes, with the lines written meanwhile", () => {
    talk({ chat: "" });
    connected = false;
    conversation.start({ name: "Vera" });
    conversation.post("first words");
    connected = true;
    conversation.opened();
    expect(conversation.id).toBe(CHAT);
    expect(server.sent("start")[0]).toMatchObject({ client: "clientaa", name: "Vera" });
    expect(server.texts("visitor")).toEqual(["first words"]);
  });
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

test("the visitor's page is told once per page, after joining", () => {
  talk();
  conversation.showPage({ url: "https://shop.example/", title: "Shop" });
  expect(server.sent("page")).toEqual([]);
  conversation.opened();
  conversation.opened();
  expect(server.sent("page").map((frame) => frame.url)).toContain("https://shop.example/");
});

function joined() {
  const numbers = server.numbers.get("clientaa") ?? 0;
  return {
    event: "joined",
    chat: server.summary,
    n: numbers,
    seq: server.lines.length,
    lines: server.lines,
    more: false,
    marks: server.marks,
    position: 0,
    present: { visitor: true, agent: true },
    page: { url: "", title: "" },
  } as const;
}
