// Chats of others on the desk, and what becomes of chats that agents share.
import { beforeEach, expect, it, vi } from "vitest";
import type { ActionFrame, JoinedEvent, Summary } from "../../shared/protocol";
import { openStore } from "../../shared/storage";
import { Desk } from "./desk";

const AGENT = { id: "ag_ada", name: "Ada", role: "agent", max_chats: 4, status: "online" } as const;
const summary = (id: string): Summary =>
  ({
    id,
    state: "open",
    name: "Vera",
    visitor: "vr_1",
    agent: "ag_ada",
    agent_name: "Ada",
  }) as Summary;
const joined = (id: string, more: Partial<JoinedEvent>): JoinedEvent => ({
  event: "joined",
  chat: summary(id),
  n: 0,
  seq: 0,
  lines: [],
  more: false,
  marks: { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } },
  position: 0,
  present: { visitor: true, agent: true },
  page: { url: "", title: "" },
  ...more,
});

let sent: ActionFrame[];

beforeEach(() => {
  sent = [];
});

function welcomedWith(storage: Storage): Desk {
  const told = { onAssigned: vi.fn(), onFresh: vi.fn(), onOffered: vi.fn(), onAsked: vi.fn() };
  const send = (frame: ActionFrame) => sent.push(frame) > 0;
  const desk = new Desk({ client: "abcdefgh", store: openStore(() => storage), send, ...told });
  desk.became("open");
  desk.receive({ event: "welcome", agent: AGENT, chats: [], waiting: 0 });
  return desk;
}

function welcomed(...ids: string[]): Desk {
  const told = { onAssigned: vi.fn(), onFresh: vi.fn(), onOffered: vi.fn(), onAsked: vi.fn() };
  const send = (frame: ActionFrame) => sent.push(frame) > 0;
  const desk = new Desk({ client: "abcdefgh", store: openStore(() => null), send, ...told });
  desk.became("open");
  desk.receive({ event: "welcome", agent: AGENT, chats: ids.map(summary), waiting: 0 });
  return desk;
}

it("comes into a chat of another by asking for it, and joins it anew on a new connection", () => {
  const desk = welcomed();
  desk.watch(summary("ch_9"), "monitor");
  expect(sent.at(-1)).toMatchObject({ action: "watch", chat: "ch_9", part: "monitor" });
  desk.receive(joined("ch_9", { part: "monitor", notes: [] }));
  expect(desk.load.value).toBe(0);
  desk.receive({ event: "assigned", chat: summary("ch_9") });
  expect(sent.at(-1)).toMatchObject({ action: "join", chat: "ch_9" });
  desk.receive(joined("ch_9", { part: "", notes: [] }));
  expect(desk.load.value).toBe(1);
});

it("comes back after a reload to chats of others, unless it is not let in any more", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
  welcomedWith(storage).watch(summary("ch_9"), "guest");
  sent = [];

  const again = welcomedWith(storage);
  expect(sent).toEqual([{ action: "watch", chat: "ch_9", client: "abcdefgh", part: "guest" }]);
  again.receive({ event: "error", code: "not_allowed", message: "", chat: "ch_9" });
  expect(again.chats.value).toEqual([]);
  sent = [];
  welcomedWith(storage);
  expect(sent).toEqual([]);
});

it("tells of a chat that was taken over, and not of one that the agent passed on", () => {
  const desk = welcomed("ch_1", "ch_2");
  desk.receive({ event: "unassigned", chat: "ch_1", reason: "transferred" });
  desk.receive({ event: "unassigned", chat: "ch_2", reason: "taken_over" });
  expect(desk.chats.value).toEqual([]);
  expect(desk.notices.value).toMatchObject([{ kind: "unassigned", reason: "taken_over" }]);
});

it("keeps notes in their order, each once", () => {
  const desk = welcomed("ch_1");
  const note = (id: string, at: number) => ({ id, at, agent: "", name: "", text: id, reason: "" });
  desk.receive({ event: "note", chat: "ch_1", note: note("second", 2) });
  desk.receive(joined("ch_1", { part: "", notes: [note("first", 1), note("second", 2)] }));
  expect(desk.chats.value[0]?.notes.value.map(({ id }) => id)).toEqual(["first", "second"]);
});
