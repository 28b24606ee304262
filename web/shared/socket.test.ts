import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ServerEvent } from "./protocol";
import { ParleySocket, type SocketState } from "./socket";

/** A socket that opens, speaks and fails when the test says so. */
class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  static made: FakeSocket[] = [];
  readyState = FakeSocket.CONNECTING;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.made.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.made[FakeSocket.made.length - 1];
    if (!last) throw new Error("no socket was made");
    return last;
  }

  opens(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  says(data: unknown): void {
    this.onmessage?.({ data });
  }

  fails(): void {
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.();
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = FakeSocket.CLOSED;
  }
}

let tickets = 0;
let refuse = false;
let opened = 0;
let states: SocketState[];
let events: ServerEvent[];
let socket: ParleySocket;

const options = () => ({
  ticket: async () => {
    tickets++;
    if (refuse) throw new Error("no ticket");
    return { ticket: `t${tickets}`, url: "wss://chat.example/" };
  },
  onEvent: (event: ServerEvent) => events.push(event),
  onOpen: () => opened++,
  onState: (state: SocketState) => states.push(state),
  pingEveryMs: 20_000,
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  FakeSocket.made = [];
  [tickets, refuse, opened, states, events] = [0, false, 0, [], []];
  socket = new ParleySocket(options());
});

afterEach(() => {
  socket.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function connect(): Promise<FakeSocket> {
  socket.start();
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.last.opens();
  return FakeSocket.last;
}

test("it opens with the ticket as a subprotocol and hands events on", async () => {
  const line = await connect();
  expect(line.protocols).toEqual(["parley", "ticket.t1"]);
  line.says('{"event":"queue","waiting":2}');
  expect(events).toEqual([{ event: "queue", waiting: 2 }]);
  expect(states).toEqual(["connecting", "open"]);
});

test("what is not an event is passed over", async () => {
  const line = await connect();
  for (const data of ["", "{", "null", "[]", '{"event":1}', new ArrayBuffer(2)]) line.says(data);
  expect(events).toEqual([]);
});

test("frames go out only while it is open", async () => {
  expect(socket.send({ action: "ping" })).toBe(false);
  const line = await connect();
  expect(socket.send({ action: "ping" })).toBe(true);
  expect(line.sent).toEqual(['{"action":"ping"}']);
  line.fails();
  expect(socket.send({ action: "ping" })).toBe(false);
});

test("a lost connection is opened again with a new ticket", async () => {
  (await connect()).fails();
  expect(socket.state).toBe("offline");
  await vi.advanceTimersByTimeAsync(250);
  FakeSocket.last.opens();
  expect(tickets).toBe(2);
  expect(opened).toBe(2);
});

test("waits between tries double up to half a minute and are drawn at random", async () => {
  refuse = true;
  socket.start();
  const waits: number[] = [];
  for (let tries = 1; tries <= 9; tries++) {
    await vi.advanceTimersByTimeAsync(0);
    const before = Date.now();
    while (tickets === tries) await vi.advanceTimersByTimeAsync(250);
    waits.push(Date.now() - before);
  }
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test("a console's ping keeps the agent there", async () => {
  socket = new ParleySocket({ ...options(), renew: true });
  const line = await connect();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(line.sent).toEqual(['{"action":"ping","renew":true}']);
});

test("a silent connection is given up after a ping without an answer", async () => {
  const line = await connect();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(line.sent).toEqual(['{"action":"ping"}']);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(socket.state).toBe("open");
  await vi.advanceTimersByTimeAsync(1);
  expect(socket.state).toBe("offline");
  expect(line.readyState).toBe(FakeSocket.CLOSED);
});

test("anything heard after a ping counts as its answer", async () => {
  const line = await connect();
  await vi.advanceTimersByTimeAsync(20_000);
  line.says('{"event":"pong","at":1}');
  await vi.advanceTimersByTimeAsync(15_000);
  expect(socket.state).toBe("open");
});

test("the network's return opens at once", async () => {
  (await connect()).fails();
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(tickets).toBe(2);
});

test("after sleep a silent connection is found out within seconds", async () => {
  const line = await connect();
  document.dispatchEvent(new Event("resume"));
  expect(line.sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(socket.state).toBe("offline");
});

test("it is replaced before two hours are over, the new one first", async () => {
  const old = await connect();
  const speak = setInterval(() => old.says('{"event":"pong","at":1}'), 5_000);
  await vi.advanceTimersByTimeAsync(110 * 60_000 + 1);
  expect(FakeSocket.made).toHaveLength(2);
  expect(socket.state).toBe("open");
  expect(old.readyState).toBe(FakeSocket.OPEN);
  FakeSocket.last.opens();
  expect(opened).toBe(2);
  old.says('{"event":"queue","waiting":1}');
  expect(events.some((event) => event.event === "queue")).toBe(true);
  clearInterval(speak);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(old.readyState).toBe(FakeSocket.CLOSED);
  expect(states).toEqual(["connecting", "open"]);
});

test("a connection that does not open in time is given up", async () => {
  socket.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(socket.state).toBe("offline");
  await vi.advanceTimersByTimeAsync(250);
  expect(tickets).toBe(2);
});

test("leaving the page closes it and coming back opens it", async () => {
  const line = await connect();
  window.dispatchEvent(new Event("pagehide"));
  expect(line.readyState).toBe(FakeSocket.CLOSED);
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tickets).toBe(1);
  window.dispatchEvent(new Event("pageshow"));
  await vi.advanceTimersByTimeAsync(0);
  expect(tickets).toBe(2);
});

test("once stopped it stays closed", async () => {
  const line = await connect();
  socket.stop();
  expect(line.readyState).toBe(FakeSocket.CLOSED);
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tickets).toBe(1);
});
