import { beforeEach, expect, test, vi } from "vitest";
import { Conversation } from "../shared/conversation";
import { CHAT, FakeServer } from "../shared/server.fake";
import { openStore } from "../shared/storage";
import { catalogueOf } from "./languages";
import { Log } from "./log";

let server: FakeServer;
let conversation: Conversation;
let log: Log;
let connected: boolean;

beforeEach(() => {
  connected = true;
  server = new FakeServer((event) => conversation.receive(event));
  conversation = new Conversation({
    side: "visitor",
    chat: CHAT,
    client: "clientaa",
    store: openStore(() => null),
    send: (frame) => connected && server.take(frame),
    onChange: () => log.update(),
  });
  log = new Log(catalogueOf("en"), { conversation, seen: vi.fn() });
  conversation.opened();
});

function bubbles(): HTMLElement[] {
  return [...log.element.querySelectorAll<HTMLElement>(".bubble")];
}

function list(): Element {
  const found = log.element.querySelector("[role=log]");
  if (!found) throw new Error("there is no log");
  return found;
}

test("what people wrote is shown as text, whatever it looks like", () => {
  server.says("agent", "<img src=x onerror=alert(1)> & <b>bold</b>");
  expect(bubbles()[0]?.textContent).toBe("<img src=x onerror=alert(1)> & <b>bold</b>");
  expect(log.element.querySelector("img, b")).toBeNull();
});

test("a line keeps its element from unsent to sent, so that it is announced once", () => {
  connected = false;
  conversation.post("hello");
  const before = bubbles()[0];
  expect(before?.parentElement?.textContent).toContain("Sending");
  connected = true;
  conversation.opened();
  expect(bubbles()).toEqual([before]);
  expect(before?.parentElement?.textContent).toContain("Sent");
});

test("lines of others stand before those which wait to be sent", () => {
  connected = false;
  conversation.post("waiting");
  server.says("agent", "came first");
  expect(bubbles().map((bubble) => bubble.textContent)).toEqual(["came first", "waiting"]);
  connected = true;
  conversation.opened();
  expect(bubbles().map((bubble) => bubble.textContent)).toEqual(["came first", "waiting"]);
});

test("two lines with the same text are two lines", () => {
  conversation.post("yes");
  conversation.post("yes");
  expect(bubbles()).toHaveLength(2);
});

test("only the last own line tells how far it has come", () => {
  conversation.post("one");
  conversation.post("two");
  server.tell({ event: "marked", chat: CHAT, from: "agent", delivered: 2, read: 1 });
  const last = log.element.querySelectorAll(".mark.last");
  expect(last).toHaveLength(1);
  expect(last[0]?.textContent).toBe("Delivered");
});

test("history is not announced, news are", () => {
  expect(list().ariaLive).toBe("polite");
  const fresh = new Conversation({
    side: "visitor",
    chat: CHAT,
    client: "clientaa",
    store: openStore(() => null),
    send: () => false,
    onChange: () => undefined,
  });
  const quiet = new Log(catalogueOf("en"), { conversation: fresh, seen: vi.fn() });
  expect(quiet.element.querySelector("[role=log]")?.getAttribute("aria-live")).toBe("off");
});

test("system lines are worded, and the agent is named by the line that brought them", () => {
  server.says("system", "assigned:Bo: the second");
  server.says("agent", "hello");
  expect(list().textContent).toContain("Bo: the second has joined the chat");
  expect(log.element.querySelector(".name")?.textContent).toBe("Bo: the second");
});

test("a guest is told of once, and each of their tabs is signed with their name", () => {
  server.says("system", "assigned:Ada");
  server.says("system", "joined:oneaaaaa:Ben");
  server.says("system", "joined:twoaaaaa:Ben");
  const told = [...log.element.querySelectorAll<HTMLElement>(".line.system")];
  const shown = told.filter((line) => !line.hidden && line.textContent?.includes("Ben"));
  expect(shown.length).toBe(1);
});

test("typing shows with the name and goes with the line", () => {
  server.tell({ event: "typing", chat: CHAT, from: "agent", on: true });
  const typing = log.element.querySelector<HTMLElement>(".typing");
  expect(typing?.hidden).toBe(false);
  expect(typing?.textContent).toContain("Ada is typing");
  server.says("agent", "hello");
  expect(typing?.hidden).toBe(true);
});

test("a line that came too late says so", () => {
  server.summary = { ...server.summary, state: "ended", ended_by: "agent" };
  conversation.post("too late");
  expect(log.element.querySelector(".refused")?.textContent).toContain("Not sent");
});
