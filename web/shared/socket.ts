// The one connection to Parley's socket: opens, watches, and opens again. Used by the window and the
// console. It knows nothing of chats: after every `onOpen` whoever uses it must join again.
import type { ActionFrame, Ping, ServerEvent, SocketTicket } from "./protocol";
import { Timers } from "./timers";

export type SocketState = "connecting" | "open" | "offline";

export interface SocketOptions {
  /** Asks the server for a one-time ticket; a rejection is answered by trying again later. */
  ticket(): Promise<SocketTicket>;
  onEvent(event: ServerEvent): void;
  /** A new connection carries the traffic from now on. */
  onOpen(): void;
  onState?(state: SocketState): void;
  pingEveryMs: number;
  /** A console's ping keeps the agent there. */
  renew?: boolean;
}

const PING: Ping = { action: "ping" };
const RENEWING: Ping = { ...PING, renew: true };
const PONG_MS = 10_000;
const PONG_AFTER_SLEEP_MS = 4_000;
const OPENING_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** The platform ends a socket after two hours; ours is replaced before, at a time of its own. */
const REPLACE_AFTER_MS = 105 * 60_000;
const REPLACE_SPREAD_MS = 10 * 60_000;
/** Answers to frames sent on the replaced socket still arrive on it. */
const OVERLAP_MS = 5_000;

export class ParleySocket {
  readonly #options: SocketOptions;
  readonly #timers = new Timers();
  #state: SocketState = "offline";
  #live: WebSocket | null = null;
  #opening: WebSocket | null = null;
  /** Counts attempts to open, so that an answer to an abandoned one is recognised. */
  #attempt = 0;
  #failures = 0;
  #running = false;
  /** The page is being left; only its return may open a connection again. */
  #left = false;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  get state(): SocketState {
    return this.#state;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#listen("addEventListener");
    this.#open();
  }

  stop(): void {
    this.#running = false;
    this.#listen("removeEventListener");
    this.#drop();
    this.#become("offline");
  }

  /** Whether the frame was handed to an open connection; it may still be lost on the way. */
  send(frame: ActionFrame): boolean {
    if (this.#live?.readyState !== WebSocket.OPEN) return false;
    this.#live.send(JSON.stringify(frame));
    return true;
  }

  // ---- opening ----

  #open(): void {
    this.#timers.clear("retry");
    const attempt = ++this.#attempt;
    if (!this.#live) this.#become("connecting");
    this.#timers.set("opening", OPENING_MS, () => this.#failed(attempt));
    this.#options.ticket().then(
      (ticket) => attempt === this.#attempt && this.#dial(ticket, attempt),
      () => this.#failed(attempt),
    );
  }

  #dial(ticket: SocketTicket, attempt: number): void {
    let socket: WebSocket;
    try {
      socket = new WebSocket(ticket.url, ["parley", `ticket.${ticket.ticket}`]);
    } catch {
      this.#failed(attempt);
      return;
    }
    this.#opening = socket;
    socket.onopen = () => this.#opened(socket, attempt);
    socket.onmessage = (message) => this.#received(message.data);
    socket.onclose = () => (socket === this.#live ? this.#lost() : this.#failed(attempt));
  }

  #opened(socket: WebSocket, attempt: number): void {
    if (attempt !== this.#attempt) {
      retire(socket);
      return;
    }
    const replaced = this.#live;
    this.#live = socket;
    this.#opening = null;
    this.#timers.clear("opening");
    if (replaced) this.#retireLater(replaced);
    this.#timers.set("replace", REPLACE_AFTER_MS + Math.random() * REPLACE_SPREAD_MS, () =>
      this.#open(),
    );
    this.#pingLater();
    this.#become("open");
    this.#options.onOpen();
  }

  #retireLater(socket: WebSocket): void {
    socket.onclose = null;
    this.#timers.set("retire", OVERLAP_MS, () => retire(socket));
  }

  #failed(attempt: number): void {
    if (attempt !== this.#attempt || !this.#running) return;
    this.#attempt++;
    this.#timers.clear("opening");
    if (this.#opening) retire(this.#opening);
    this.#opening = null;
    if (!this.#live) this.#become("offline");
    this.#retry();
  }

  /** Full jitter: a random wait below a bound that doubles, so that a crowd does not come back at once. */
  #retry(): void {
    const bound = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures++;
    this.#timers.set("retry", Math.random() * bound, () => this.#open());
  }

  // ---- watching ----

  #received(data: unknown): void {
    this.#failures = 0;
    this.#timers.clear("pong");
    const event = parse(data);
    if (event) this.#options.onEvent(event);
  }

  #pingLater(): void {
    this.#timers.set("ping", this.#options.pingEveryMs, () => {
      this.#ping(PONG_MS);
      this.#pingLater();
    });
  }

  #ping(patience: number): void {
    if (this.send(this.#options.renew ? RENEWING : PING))
      this.#timers.once("pong", patience, () => this.#lost());
  }

  #lost(): void {
    if (!this.#running) return;
    this.#drop();
    this.#become("offline");
    this.#retry();
  }

  #drop(): void {
    this.#attempt++;
    this.#timers.clearAll();
    for (const socket of [this.#live, this.#opening]) if (socket) retire(socket);
    this.#live = null;
    this.#opening = null;
  }

  #become(state: SocketState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  // ---- what the browser tells ----

  #listen(verb: "addEventListener" | "removeEventListener"): void {
    window[verb]("online", this.#wake);
    window[verb]("offline", this.#asleep);
    window[verb]("pageshow", this.#wake);
    window[verb]("pagehide", this.#hidden);
    document[verb]("visibilitychange", this.#wake);
    document[verb]("resume", this.#wake);
  }

  /** The network, the page or the machine is back: try at once, and do not trust a silent socket. */
  readonly #wake = (event: Event): void => {
    if (event.type === "pageshow") this.#left = false;
    if (this.#left) return;
    if (this.#live) this.#ping(PONG_AFTER_SLEEP_MS);
    else if (this.#timers.has("retry") || this.#state === "offline") {
      this.#failures = 0;
      this.#open();
    }
  };

  readonly #asleep = (): void => {
    if (this.#live) this.#ping(PONG_AFTER_SLEEP_MS);
  };

  /** An open socket keeps a page out of the back/forward cache; `pageshow` opens a new one. */
  readonly #hidden = (): void => {
    this.#left = true;
    this.#drop();
    this.#become("offline");
  };
}

function retire(socket: WebSocket): void {
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
}

function parse(data: unknown): ServerEvent | null {
  try {
    const frame = JSON.parse(String(data));
    return typeof frame?.event === "string" ? frame : null;
  } catch {
    return null;
  }
}
