import { beforeEach, expect, it, vi } from "vitest";
import type { ActionFrame, Summary, WelcomeEvent } from "../../shared/protocol";
import { Sharing } from "./sharing";

const summary = (id: string) => ({ id, name: "Vera", visitor: "vr_v" }) as Summary;
const agent = { id: "ag_ada", name: "Ada", role: "agent", max_chats: 2, status: "online" } as const;
const welcome = (more: Partial<WelcomeEvent>): WelcomeEvent => ({
  event: "welcome",
  agent,
  chats: [],
  waiting: 0,
  ...more,
});

let sent: ActionFrame[];
let open: boolean;
const onOffered = vi.fn();
const onAsked = vi.fn();

function newSharing(): Sharing {
  const send = (frame: ActionFrame) => open && sent.push(frame) > 0;
  return new Sharing({ client: "abcdefgh", send, onOffered, onAsked });
}

beforeEach(() => {
  sent = [];
  open = true;
  onOffered.mockClear();
  onAsked.mockClear();
});

it("rings once for an offer, however often it is told", () => {
  const sharing = newSharing();
  sharing.hear({ event: "offered", chat: summary("ch_1"), until: 9 });
  sharing.hear({ event: "offered", chat: summary("ch_1"), until: 9 });
  sharing.welcome(welcome({ offers: [{ chat: summary("ch_1"), until: 9 }] }));
  expect(sharing.offers.value.length).toBe(1);
  expect(onOffered).toHaveBeenCalledTimes(1);
});

it("shows what the visitor wrote meanwhile, at the offer's place, and nothing of what is over", () => {
  const sharing = newSharing();
  for (const id of ["ch_1", "ch_2"])
    sharing.hear({ event: "offered", chat: summary(id), until: 9 });
  const again = {
    event: "offered",
    chat: { ...summary("ch_1"), last: "Hello" },
    until: 9,
  } as const;
  sharing.hear(again);
  expect(sharing.offers.value.map(({ chat }) => [chat.id, chat.last])).toEqual([
    ["ch_1", "Hello"],
    ["ch_2", undefined],
  ]);
  sharing.decline("ch_1");
  sharing.hear(again);
  sharing.settled("ch_2");
  sharing.hear({ event: "offered", chat: summary("ch_2"), until: 9 });
  expect(sharing.offers.value).toEqual([]);
  sharing.hear({ ...again, until: 10 });
  expect(sharing.offers.value.length).toBe(1);
});

it("forgets an offer that is withdrawn, declined or no longer told", () => {
  const sharing = newSharing();
  for (const id of ["ch_1", "ch_2", "ch_3"])
    sharing.hear({ event: "offered", chat: summary(id), until: 9 });
  sharing.hear({ event: "withdrawn", chat: "ch_1", reason: "late" });
  sharing.decline("ch_2");
  expect(sharing.offers.value.map(({ chat }) => chat.id)).toEqual(["ch_3"]);
  expect(sent).toEqual([{ action: "decline", chat: "ch_2" }]);
  sharing.welcome(welcome({}));
  expect(sharing.offers.value).toEqual([]);
});

it("says what is next for a chat that was let pass, until it comes back or is theirs", () => {
  const sharing = newSharing();
  const offered = { event: "offered", chat: summary("ch_1"), until: 9 } as const;
  const again = { event: "withdrawn", chat: "ch_1", reason: "declined", next: "again" } as const;
  sharing.hear(offered);
  sharing.decline("ch_1");
  sharing.hear({ ...again, at: 50 });
  expect(sharing.letPass.value).toEqual({
    chat: summary("ch_1"),
    late: false,
    next: "again",
    at: 50,
  });
  sharing.hear({ ...offered, until: 60 });
  expect(sharing.letPass.value).toBeNull();
  sharing.hear({ event: "withdrawn", chat: "ch_1", reason: "ended" });
  expect(sharing.letPass.value).toBeNull();
});

it("knows which chats the agent asked for, and lets none of them pass any more", () => {
  const sharing = newSharing();
  sharing.hear({ event: "offered", chat: summary("ch_1"), until: 9 });
  sharing.accept("ch_1");
  sharing.decline("ch_1");
  expect(sent).toEqual([{ action: "accept", chat: "ch_1" }]);
  expect([sharing.claims("ch_1"), sharing.claims("ch_1")]).toEqual([true, false]);
});

it("lets a chat pass whose accepting never came to the server", () => {
  const sharing = newSharing();
  const offers = [
    { chat: summary("ch_1"), until: 9 },
    { chat: summary("ch_2"), until: 9 },
  ] as const;
  sharing.welcome(welcome({ offers: [...offers] }));
  open = false;
  sharing.accept("ch_1");
  open = true;
  sharing.accept("ch_2");
  sharing.welcome(welcome({ offers: [...offers] }));
  sharing.decline("ch_1");
  sharing.decline("ch_2");
  expect(sent.map(({ action }) => action)).toEqual(["accept", "decline", "decline"]);
});

it("tells of what the agent was asked into while the console was closed, but not what they let be", () => {
  const sharing = newSharing();
  const asked = [{ chat: summary("ch_1"), by: "Ben" }];
  sharing.welcome(welcome({ asked }));
  sharing.welcome(welcome({ asked }));
  expect(onAsked).toHaveBeenCalledTimes(1);
  expect(sharing.asked.value.length).toBe(1);
  sharing.letBe("ch_1");
  sharing.welcome(welcome({ asked }));
  expect(sharing.asked.value).toEqual([]);
});

it("keeps an accepted offer until the server says whose the chat is", () => {
  const sharing = newSharing();
  sharing.hear({ event: "offered", chat: summary("ch_1"), until: 9 });
  sharing.accept("ch_1");
  expect(sharing.offers.value.length).toBe(1);
  sharing.settled("ch_1");
  expect(sharing.offers.value).toEqual([]);
});

it("counts what is finished up until it is over, and tells the server when it is done", () => {
  const sharing = newSharing();
  sharing.hear({ event: "wrapping", chat: "ch_1", until: 9 });
  sharing.done("ch_2");
  sharing.done("ch_1");
  expect(sent).toEqual([{ action: "done", chat: "ch_1" }]);
  sharing.hear({ event: "wrapping", chat: "ch_1", until: 0 });
  expect(sharing.wraps.value).toEqual([]);
});

it("tells of who asks the agent in, once for each chat", () => {
  const sharing = newSharing();
  sharing.hear({ event: "asked", chat: summary("ch_1"), by: "Ben" });
  sharing.hear({ event: "asked", chat: summary("ch_1"), by: "Cleo" });
  expect(sharing.asked.value.map(({ by }) => by)).toEqual(["Cleo"]);
  sharing.letBe("ch_1");
  expect(sharing.asked.value).toEqual([]);
});

it("names each note by itself, so that one sent again is kept once", () => {
  const sharing = newSharing();
  sharing.note("ch_1", "In a hurry");
  sharing.pass("ch_1", { to: { skill: "sk_1" }, reason: "", note: "" });
  const ids = sent.map((frame) => ("id" in frame ? frame.id : ""));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[a-z2-7]{8}$/);
});
