import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ActionFrame, JoinedEvent, Line, Sender, Summary } from "../../shared/protocol";
import { openStore, type Store } from "../../shared/storage";
import { Desk } from "./desk";
import { type OpenChat, unansweredSince } from "./open-chat";

const AGENT = { id: "ag_ada", name: "Ada", role: "agent", max_chats: 4, status: "online" } as const;

const summary = (id: string, more: Partial<Summary> = {}): Summary => ({
  id,
  state: "open",
  name: "Vera",
  email: "",
  visitor: "vr_1",
  visit: "vs_1",
  language: "en",
  agent: "ag_ada",
  agent_name: "Ada",
  started: 1,
  assigned: 2,
  ended: null,
  ended_by: "",
  lines: 0,
  last: "",
  ...more,
});

const line = (seq: number, from: Sender, text = "text"): Line => ({
  seq,
  from,
  agent: "",
  client: "",
  n: 0,
  at: seq * 1000,
  text,
});

const joined = (id: string, lines: Line[], more: Partial<JoinedEvent> = {}): JoinedEvent => ({
  event: "joined",
  chat: summary(id),
  n: 0,
  seq: lines.length,
  lines,
  more: false,
  marks: { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } },
  position: 0,
  present: { visitor: true, agent: true },
  page: { url: "", title: "" },
  ...more,
});

let sent: ActionFrame[];
let open: boolean;
let store: Store;
const onAssigned = vi.fn<(chat: OpenChat) => void>();
const onFresh = vi.fn<(chat: OpenChat, line: Line) => void>();
const onOffered = vi.fn();

function newDesk(): Desk {
  const send = (frame: ActionFrame) => {
    if (open) sent.push(frame);
    return open;
  };
  const told = { onAssigned, onFresh, onOffered, onAsked: vi.fn() };
  const desk = new Desk({ client: "abcdefgh", store, send, ...told });
  desk.became("open");
  return desk;
}

function welcomed(...ids: string[]): Desk {
  const desk = newDesk();
  const chats = ids.map((id) => summary(id));
  desk.receive({ event: "welcome", agent: AGENT, chats, waiting: 2 });
  return desk;
}

const joins = () => sent.filter((frame) => frame.action === "join").map((frame) => frame.chat);

beforeEach(() => {
  sessionStorage.clear();
  store = openStore(() => sessionStorage);
  sent = [];
  open = true;
  onAssigned.mockReset();
  onFresh.mockReset();
});

describe("a connection", () => {
  it("begins with hello, and with joining every chat of the welcome", () => {
    const desk = newDesk();
    desk.connected();
    expect(sent).toEqual([{ action: "hello" }]);
    desk.receive({
      event: "welcome",
      agent: AGENT,
      chats: [summary("ch_1"), summary("ch_2")],
      waiting: 2,
    });
    expect(joins()).toEqual(["ch_1", "ch_2"]);
    expect([desk.status.value, desk.maxChats.value, desk.waiting.value]).toEqual(["online", 4, 2]);
  });

  it("follows a change of how chats come to agents", () => {
    const desk = welcomed("ch_1");
    desk.receive({ event: "queue", waiting: 3, accept_mode: "pick" });
    desk.receive({ event: "queue", waiting: 2 });
    expect([desk.sharing.mode.value, desk.waiting.value]).toEqual(["pick", 2]);
  });

  it("joins the chats again when it comes back, also those the server no longer lists", () => {
    const desk = welcomed("ch_1", "ch_2");
    sent = [];
    desk.became("offline");
    desk.became("open");
    desk.connected();
    desk.receive({ event: "welcome", agent: AGENT, chats: [summary("ch_2")], waiting: 0 });
    expect(joins()).toEqual(["ch_1", "ch_2"]);
    expect(desk.chats.value).toHaveLength(2);
  });

  it("takes a chat off the list which the server says is somebody else's", () => {
    const desk = welcomed("ch_1");
    desk.receive({ event: "error", code: "no_such_chat", message: "", chat: "ch_1" });
    expect(desk.chats.value).toEqual([]);
    expect(desk.notices.value).toMatchObject([{ kind: "unassigned" }]);
  });
});

describe("an agent whose role answers no chats", () => {
  const me = (...permissions: string[]) => ({
    id: "ag_ada",
    name: "Ada",
    email: "",
    role: "ro_1",
    permissions,
    account: "demo",
  });
  const refusal = { event: "error", code: "not_allowed", message: "" } as const;
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is not told again and again that hello is refused", () => {
    const desk = newDesk();
    desk.connected();
    desk.receive(refusal);
    vi.advanceTimersByTime(59_000);
    expect([sent.length, desk.notices.value, desk.known.value]).toEqual([1, [], true]);
    vi.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(2);
  });

  it("says hello as soon as the role answers chats", () => {
    const desk = newDesk();
    desk.learnMe(me("people.read"));
    desk.connected();
    desk.receive(refusal);
    expect(desk.answers.value).toBe(false);
    desk.learnMe(me("people.read", "chats.answer"));
    desk.learnMe(me("people.read", "chats.answer", "audit.read"));
    expect(desk.answers.value).toBe(true);
    expect(sent).toEqual([{ action: "hello" }, { action: "hello" }]);
  });

  it("still hears that something else was refused", () => {
    const desk = welcomed();
    desk.receive(refusal);
    expect(desk.notices.value).toEqual([{ kind: "error", code: "not_allowed" }]);
  });
});

describe("an answer that is lost", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("makes the desk say hello again until it is welcome", () => {
    const desk = newDesk();
    desk.connected();
    vi.advanceTimersByTime(11_000);
    expect(sent).toHaveLength(3);
    desk.receive({ event: "welcome", agent: AGENT, chats: [], waiting: 0 });
    vi.advanceTimersByTime(59_000);
    expect(sent).toHaveLength(3);
  });

  it("makes it ask for the status again, but not on a lost connection", () => {
    const desk = welcomed();
    desk.setStatus("away");
    vi.advanceTimersByTime(6_000);
    expect(sent).toEqual([
      { action: "status", status: "away" },
      { action: "status", status: "away" },
    ]);
    desk.became("offline");
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(2);
  });
});

describe("a push that is lost", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const review = (desk: Desk, chats: Summary[]) => {
    vi.advanceTimersByTime(60_000);
    expect(sent.filter((frame) => frame.action === "hello")).toHaveLength(1);
    desk.receive({ event: "welcome", agent: AGENT, chats, waiting: 0 });
  };

  it("of a line is noticed within a minute, and only that chat is joined again", () => {
    const desk = welcomed("ch_1", "ch_2");
    desk.receive(joined("ch_1", [line(1, "visitor")]));
    desk.receive(joined("ch_2", [line(1, "visitor")]));
    sent = [];
    review(desk, [summary("ch_1", { lines: 1 }), summary("ch_2", { lines: 2 })]);
    expect(joins()).toEqual(["ch_2"]);
  });

  it("of a new chat, or of one that left, is noticed too", () => {
    const desk = welcomed("ch_1");
    desk.receive(joined("ch_1", []));
    sent = [];
    review(desk, [summary("ch_2")]);
    expect(joins()).toEqual(["ch_1", "ch_2"]);
    expect(onAssigned).toHaveBeenCalledTimes(1);
  });
});

describe("an agent given up meanwhile", () => {
  it("says hello again, and is told to be away now", () => {
    const desk = welcomed("ch_1");
    sent = [];
    desk.receive({ event: "error", code: "not_joined", message: "" });
    expect(sent).toEqual([{ action: "hello" }]);
    const agent = { ...AGENT, status: "away" } as const;
    desk.receive({ event: "welcome", agent, chats: [], waiting: 0 });
    expect(desk.notices.value).toEqual([{ kind: "away" }]);
    desk.setStatus("online");
    expect(desk.notices.value).toEqual([]);
  });
});

describe("the status", () => {
  it("shows what was asked for until the server has answered", () => {
    const desk = welcomed();
    desk.setStatus("away");
    expect([desk.wanted.value, desk.status.value]).toEqual(["away", "online"]);
    desk.receive({ event: "status", status: "away", max_chats: 5 });
    expect([desk.wanted.value, desk.status.value, desk.maxChats.value]).toEqual([null, "away", 5]);
  });

  it("is not promised while there is no connection", () => {
    const desk = welcomed();
    open = false;
    desk.setStatus("away");
    expect(desk.wanted.value).toBeNull();
  });
});

describe("a new chat", () => {
  it("is joined, announced and given a free pane", () => {
    const desk = welcomed();
    desk.receive({ event: "assigned", chat: summary("ch_1") });
    expect(joins()).toEqual(["ch_1"]);
    expect(onAssigned).toHaveBeenCalledTimes(1);
    expect(desk.active.value?.id).toBe("ch_1");
  });

  it("is announced once although the push came twice", () => {
    const desk = welcomed();
    desk.receive({ event: "assigned", chat: summary("ch_1") });
    desk.receive({ event: "assigned", chat: summary("ch_1") });
    expect(onAssigned).toHaveBeenCalledTimes(1);
    expect(desk.chats.value).toHaveLength(1);
  });

  it("does not take the place of the chat the agent is in", () => {
    const desk = welcomed("ch_1");
    desk.receive({ event: "assigned", chat: summary("ch_2") });
    expect(desk.shown.value.map((chat) => chat.id)).toEqual(["ch_1"]);
  });
});

describe("unread lines", () => {
  it("count the visitor's lines until they are seen", () => {
    const desk = welcomed("ch_1", "ch_2");
    const lines = [line(1, "system", "assigned:Ada"), line(2, "visitor"), line(3, "visitor")];
    desk.receive(joined("ch_1", lines));
    desk.receive(joined("ch_2", [line(1, "visitor")]));
    expect(desk.unread.value).toBe(3);
    desk.chats.value[0]?.look(true);
    expect(desk.unread.value).toBe(1);
  });

  it("are marked off where they began while the agent looked elsewhere", () => {
    const desk = welcomed("ch_1");
    const [chat] = desk.chats.value;
    const marks = { visitor: { delivered: 0, read: 0 }, agent: { delivered: 1, read: 1 } };
    desk.receive(
      joined(
        "ch_1",
        [1, 2, 3].map((seq) => line(seq, "visitor")),
        { marks },
      ),
    );
    chat?.look(true);
    expect(chat?.freshFrom.value).toBe(2);
    desk.receive({ event: "line", chat: "ch_1", line: line(4, "visitor") });
    chat?.look(true);
    expect(chat?.freshFrom.value).toBe(2);
    chat?.look(false);
    chat?.look(true);
    expect(chat?.freshFrom.value).toBeNull();
  });

  it("start after what was read before the reload", () => {
    const desk = welcomed("ch_1");
    const marks = { visitor: { delivered: 0, read: 0 }, agent: { delivered: 2, read: 1 } };
    desk.receive(joined("ch_1", [line(1, "visitor"), line(2, "visitor")], { marks }));
    expect(desk.unread.value).toBe(1);
  });

  it("are announced only when they are new", () => {
    const desk = welcomed("ch_1");
    desk.receive(joined("ch_1", [line(1, "visitor")]));
    expect(onFresh).not.toHaveBeenCalled();
    desk.receive({ event: "line", chat: "ch_1", line: line(2, "visitor") });
    desk.receive({ event: "line", chat: "ch_1", line: line(2, "visitor") });
    expect(onFresh).toHaveBeenCalledTimes(1);
  });
});

describe("the load", () => {
  it("does not count ended chats, which stay until put away", () => {
    const desk = welcomed("ch_1", "ch_2");
    desk.receive(joined("ch_1", []));
    desk.receive({ event: "ended", chat: "ch_1", by: "visitor", at: 9, seq: 0 });
    expect([desk.load.value, desk.chats.value.length]).toEqual([1, 2]);
    desk.putAway("ch_2");
    desk.putAway("ch_1");
    expect(desk.chats.value.map((chat) => chat.id)).toEqual(["ch_2"]);
  });
});

describe("a draft", () => {
  it("outlives a reload and ends when it is sent", () => {
    welcomed("ch_1").chats.value[0]?.write("Hello th");
    const chat = welcomed("ch_1").chats.value[0];
    expect(chat?.draft.value).toBe("Hello th");
    expect(chat?.post()).toBe(true);
    expect(welcomed("ch_1").chats.value[0]?.draft.value).toBe("");
  });
});

describe("errors", () => {
  it("which the conversation heals are not shown", () => {
    const desk = welcomed("ch_1");
    desk.receive({ event: "error", code: "number_gap", message: "", chat: "ch_1", n: 3 });
    expect(desk.notices.value).toEqual([]);
  });

  it("are shown once however often they come, until dismissed", () => {
    const desk = welcomed();
    for (let times = 0; times < 2; times++)
      desk.receive({ event: "error", code: "too_many", message: "" });
    expect(desk.notices.value).toEqual([{ kind: "error", code: "too_many" }]);
    for (const notice of desk.notices.value) desk.dismiss(notice);
    expect(desk.notices.value).toEqual([]);
  });
});

it("knows since when the visitor waits for an answer", () => {
  expect(unansweredSince([])).toBeNull();
  expect(unansweredSince([line(1, "visitor"), line(2, "visitor")])).toBe(1000);
  expect(unansweredSince([line(1, "visitor"), line(2, "agent")])).toBeNull();
  expect(
    unansweredSince([line(1, "visitor"), line(2, "agent"), line(3, "system"), line(4, "visitor")]),
  ).toBe(4000);
});

it("takes what the agent may do for new only when it is", () => {
  const desk = newDesk();
  const me = { id: "ag_ada", name: "Ada", email: "", role: "agent", account: "demo" };
  desk.learnMe({ ...me, permissions: ["chats.read"] });
  const first = desk.me.value;
  // The server's answer tells more, which moves by itself.
  desk.learnMe({ ...me, permissions: ["chats.read"], ...{ status: "online" } });
  expect(desk.me.value).toBe(first);
  desk.learnMe({ ...me, permissions: ["chats.read", "people.read"] });
  expect(desk.me.value?.permissions).toEqual(["chats.read", "people.read"]);
});
