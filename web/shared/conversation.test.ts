// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Conversation } from "./conversation";
import { aLine, CHAT, FakeServer } from "./server.fake";
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

  test("a line that was masked is shown as it is kept", () => {
    talk().opened();
    server.tells = (event) => {
      if (event.event === "posted" && event.n === 1) event.text = "4111 11•• •••• 1111";
      return true;
    };
    conversation.post("4111 1111 1111 1111");
    conversation.post("thanks");
    expect(shown()).toEqual(["4111 11•• •••• 1111", "thanks"]);
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
