import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Host } from "../shared/bridge";
import type { Availability, ServerEvent } from "../shared/protocol";
import { CHAT, FakeServer } from "../shared/server.fake";
import { ChatApp } from "./app";

let server: FakeServer;
let host: Host & { noted: string[]; visible: boolean[]; counts: number[] };
let state: Availability["state"];
let more: Partial<Availability> | null;
let running: string | null;
let lines: Set<Line>;

/** A socket whose other end is the fake server. */
class Line {
  static readonly OPEN = 1;
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    lines.add(this);
    setTimeout(() => {
      this.readyState = Line.OPEN;
      this.onopen?.();
    });
  }

  send(text: string): void {
    server.take(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
    lines.delete(this);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  sessionStorage.clear();
  for (const element of document.querySelectorAll("parley-window")) element.remove();
  [state, more, running, lines] = ["online", null, null, new Set()];
  server = new FakeServer((event: ServerEvent) => {
    for (const line of lines) line.onmessage?.({ data: JSON.stringify(event) });
  });
  vi.stubGlobal("WebSocket", Line);
  vi.stubGlobal("fetch", async () => ({
    status: 201,
    json: async () => ({ ticket: "t", url: "ws://chat.example/", chat: running }),
  }));
  host = aHost();
});

afterEach(() => {
  window.dispatchEvent(new Event("pagehide"));
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function aHost(): typeof host {
  const noted: string[] = [];
  const visible: boolean[] = [];
  const counts: number[] = [];
  return {
    noted,
    visible,
    counts,
    account: "demo",
    api: "https://api.example",
    language: "en",
    identity: () => ({ visitor: "vr_a", visit: "vs_a" }),
    skill: () => "",
    rule: () => "",
    chat: () => noted[noted.length - 1] ?? "",
    availability: () => state,
    told: () => (more ? { state, at: 0, ...more } : null),
    refresh: () => undefined,
    running: (chat) => noted.push(chat),
    shown: (open) => visible.push(open),
    unread: (count) => counts.push(count),
  };
}

function root(): ShadowRoot {
  const elements = document.querySelectorAll("parley-window");
  const found = elements[elements.length - 1]?.shadowRoot;
  if (!found) throw new Error("there is no window");
  return found;
}

function button(name: string): HTMLButtonElement {
  const found = [...root().querySelectorAll("button")].find(
    (each) => nameOf(each).includes(name) && !each.closest("[hidden]"),
  );
  if (!found) throw new Error(`there is no button ${name}`);
  return found;
}

function nameOf(element: Element): string {
  return element.getAttribute("aria-label") || element.ariaLabel || element.textContent || "";
}

function field(): HTMLTextAreaElement {
  const found = root().querySelector("textarea");
  if (!found) throw new Error("there is no text field");
  return found;
}

function write(text: string): void {
  field().value = text;
  field().dispatchEvent(new Event("input"));
}

function shownText(): string {
  return root().querySelector(".panel")?.textContent ?? "";
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(600);
}

async function openChat(): Promise<ChatApp> {
  const app = new ChatApp(host);
  app.open();
  button("Start chat").click();
  await settle();
  return app;
}

test("a chat begins with a click, says what led to it, and lines go out", async () => {
  Object.assign(host, { rule: () => "7", skill: () => "sk_a" });
  await openChat();
  expect(server.sent("start")).toMatchObject([{ rule: "7", skill: "sk_a" }]);
  expect(host.noted).toEqual([CHAT]);
  write("Hello");
  button("Send").click();
  expect(server.texts("visitor")).toEqual(["Hello"]);
  expect(field().value).toBe("");
});

test("a chat is about the skill that its page asks for", async () => {
  host.skill = () => "sk_billing";
  await openChat();
  expect(server.sent("start")).toEqual([expect.objectContaining({ skill: "sk_billing" })]);
});

test("Enter sends, Shift and Enter do not, nor does Enter within an input method", async () => {
  await openChat();
  write("one");
  const press = (init: KeyboardEventInit) =>
    field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...init }));
  press({ shiftKey: true });
  press({ isComposing: true });
  expect(server.texts("visitor")).toEqual([]);
  press({});
  expect(server.texts("visitor")).toEqual(["one"]);
});

test("nobody there: it says so and offers to look again", () => {
  state = "offline";
  const app = new ChatApp(host);
  app.open();
  expect(shownText()).toContain("Nobody is here right now");
  expect(() => button("Start chat")).toThrow();
  state = "online";
  app.available(state);
  expect(button("Start chat")).toBeTruthy();
});

test("a doubtful e-mail address is pointed out before anything is sent", async () => {
  const app = new ChatApp(host);
  app.open();
  const email = root().querySelector<HTMLInputElement>("input[type=email]");
  if (email) email.value = "nonsense";
  button("Start chat").click();
  await settle();
  expect(shownText()).toContain("does not look like an e-mail");
  expect(server.sent("start")).toEqual([]);
});

test("Escape minimises, and unread lines are counted for the button", async () => {
  await openChat();
  const pressed = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
  field().dispatchEvent(pressed);
  expect(host.visible).toEqual([true, false]);
  server.says("agent", "are you there?");
  expect(host.counts).toEqual([1]);
});

test("ending is asked for once more and can be taken back", async () => {
  await openChat();
  button("End chat").click();
  expect(root().querySelector("[role=alertdialog]")).not.toBeNull();
  button("Keep chatting").click();
  expect(root().querySelector("[role=alertdialog]")).toBeNull();
  button("End chat").click();
  root().querySelector<HTMLButtonElement>(".danger")?.click();
  await settle();
  expect(server.sent("end")).toHaveLength(1);
  expect(host.noted).toEqual([CHAT, ""]);
  button("New chat").click();
  expect(button("Start chat")).toBeTruthy();
});

test("the end of a chat does not hide the next one begun in another tab", async () => {
  await openChat();
  host.noted.push("ch_demo_next");
  server.summary = { ...server.summary, state: "ended" };
  server.says("system", "ended:visitor");
  expect(host.chat()).toBe("ch_demo_next");
});

test("the next page shows the chat at once, with what was not sent yet", async () => {
  await openChat();
  server.says("agent", "hello");
  write("half a thou");
  await settle();
  window.dispatchEvent(new Event("pagehide"));
  running = CHAT;
  const next = new ChatApp(host);
  next.open();
  await settle();
  expect(shownText()).toContain("hello");
  expect(field().value).toBe("half a thou");
  expect(server.sent("join")[0]).toMatchObject({ after: 1 });
});

test("the language changes everything at once and stays for the next page", async () => {
  await openChat();
  button("العربية").click();
  expect(root().querySelector<HTMLElement>(".panel")?.dir).toBe("rtl");
  expect(field().placeholder).toBe("اكتب رسالة");
  const next = new ChatApp(host);
  next.open();
  expect(root().querySelector<HTMLElement>(".panel")?.dir).toBe("rtl");
});

test("a lost connection is told after a moment and the line is kept", async () => {
  await openChat();
  vi.stubGlobal("fetch", async () => Promise.reject(new Error("no network")));
  for (const line of [...lines]) {
    line.close();
    line.onclose?.();
  }
  write("kept");
  button("Send").click();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(root().querySelector(".banner")?.textContent).toContain("What you write is kept");
  expect(shownText()).toContain("kept");
});

test("a chat the server has lost gives the text back", async () => {
  await openChat();
  server.hears = (frame) => frame.action !== "post";
  write("precious");
  button("Send").click();
  server.tell({ event: "error", code: "no_such_chat", message: "", chat: CHAT });
  expect(button("Start chat")).toBeTruthy();
  server.hears = () => true;
  button("Start chat").click();
  await settle();
  expect(field().value).toBe("precious");
});

const asked: { path: string; body: Record<string, unknown> }[] = [];

/** A server over HTTP that answers messages with these statuses, the last one for ever. */
function answers(...statuses: number[]): void {
  asked.length = 0;
  vi.stubGlobal("fetch", async (path: string, { body }: { body: string }) => {
    if (path.endsWith("/sockets"))
      return { status: 201, json: async () => ({ ticket: "t", url: "ws://x/", chat: running }) };
    asked.push({ path, body: JSON.parse(body) });
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (!status) throw new Error("no network");
    return { status };
  });
}

function fill(email: string, text: string): void {
  const [address, message] = [root().querySelector("input[required]"), field()];
  if (address instanceof HTMLInputElement) address.value = email;
  message.value = text;
  message.dispatchEvent(new Event("input"));
}

test("nobody there: a message is left once, whatever is lost on the way", async () => {
  state = "offline";
  answers(0, 429, 201);
  new ChatApp(host).open();
  fill("vera@shop.test", "Call me");
  button("Send message").click();
  button("Sending").click();
  await settle();
  expect(shownText()).toContain("Your message is kept here");
  button("Send message").click();
  await settle();
  expect(shownText()).toContain("Try again in a minute");
  button("Send message").click();
  await settle();
  expect(shownText()).toContain("We will answer to vera@shop.test");
  expect(asked).toHaveLength(3);
  const [first, second, third] = asked.map(({ body }) => body);
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(first).toMatchObject({ account: "demo", visitor: "vr_a", text: "Call me", chat: null });
  expect(first?.id).toMatch(/^[a-z2-7]{26}$/);
});

test("a message being written is there again on the next page, and says what it lacks", async () => {
  state = "offline";
  answers(201);
  new ChatApp(host).open();
  fill("nonsense", "Half a mess");
  button("Send message").click();
  expect(shownText()).toContain("We need an e-mail address");
  new ChatApp(host).open();
  expect(field().value).toBe("Half a mess");
  fill("vera@shop.test", " ");
  button("Send message").click();
  expect(shownText()).toContain("Write what it is about");
  expect(asked).toEqual([]);
});

test("leaving the queue keeps what was written for a message about the chat", async () => {
  answers(201);
  server.summary = { ...server.summary, state: "waiting", agent: "", agent_name: "" };
  await openChat();
  server.tell({
    event: "position",
    chat: CHAT,
    position: 3,
    wait: { low_s: 130, likely_s: 200, high_s: 290 },
  });
  expect(shownText()).toContain("You are number 3 in the queue");
  expect(shownText()).toContain("Probably 2 to 5 minutes");
  write("Where is my order?");
  button("Send").click();
  button("Leave the queue").click();
  await settle();
  expect(server.sent("end")).toHaveLength(1);
  expect(shownText()).toContain("You left the queue");
  expect(field().value).toBe("Where is my order?");
  fill("vera@shop.test", "Where is my order?");
  button("Send message").click();
  await settle();
  expect(asked[0]?.body).toMatchObject({ chat: CHAT, text: "Where is my order?" });
  button("New chat").click();
  expect(button("Start chat")).toBeTruthy();
});

test("who is turned away while the queue is full may leave a message, and look again", async () => {
  const app = new ChatApp(host);
  app.open();
  server.hears = ({ action }) => {
    const message = "Many visitors wait already.";
    if (action === "start")
      server.tell({ event: "error", ref: "start", code: "queue_full", message });
    return false;
  };
  button("Start chat").click();
  await settle();
  expect(shownText()).toContain("Many visitors wait at the moment");
  expect(button("Send message")).toBeTruthy();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.sent("start")).toHaveLength(1);
  button("Check again").click();
  await settle();
  expect(button("Start chat")).toBeTruthy();
});

test("before the click it says when it opens, how many wait, and whether it is full", () => {
  const app = new ChatApp(host);
  app.open();
  const now = (next: typeof state, told: Partial<Availability>): string => {
    [state, more] = [next, told];
    app.available(state);
    return shownText();
  };
  vi.setSystemTime(new Date(2030, 0, 3));
  const opens = new Date(2030, 0, 7, 9, 30).getTime();
  expect(now("offline", { opens })).toContain("We are here again Monday 9:30 AM");
  const wait = { low_s: 130, likely_s: 200, high_s: 290 };
  expect(now("busy", { position: 3, wait })).toContain(
    "You will be number 3. You can write at once. Probably 2 to 5 minutes.",
  );
  expect(button("Join the queue")).toBeTruthy();
  expect(now("online", { position: 1 })).toContain("You will be number 1.");
  expect(now("busy", { full: true, position: 9 })).toContain("Leave a message");
  expect(button("Send message")).toBeTruthy();
  expect(() => button("Join the queue")).toThrow();
});
