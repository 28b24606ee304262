// A chat as the server's events tell it: lines in order, state, marks, presence. Conversation adds the
// speaking part. Nothing here sends anything.
import { Lines } from "./lines";
import type {
  EndedBy,
  JoinedEvent,
  Line,
  Marks,
  PageNow,
  ServerEvent,
  Side,
  Summary,
  Wait,
} from "./protocol";
import { readJson, type Store } from "./storage";
import { Timers } from "./timers";
import { TheirTyping } from "./typing";

export interface ChatOptions {
  side: Side;
  /** "" for a visitor whose chat has not begun. */
  chat: string;
  store: Store;
  /** Keep the lines in the store too, so that the next page shows them at once. */
  cached?: boolean;
  /** Something that shows has changed. */
  onChange(): void;
  /** The other side's or the system's line has arrived, for the first time in this page. */
  onLine?(line: Line): void;
}

export type Delivery = "sent" | "delivered" | "read";

const CACHE_MS = 300;
/** Characters; what other scripts of the page need of the same storage is left to them. */
const CACHE_LIMIT = 500_000;

/** What the cache holds; another version of this file may have written it. */
type Kept = { summary: Summary; theirs?: Partial<Marks>; lines: Line[] };

export class Chat {
  summary: Summary | null = null;
  /** The place in the queue, 0 when not waiting. */
  position = 0;
  /** How long it will likely still take, if that is known. */
  wait: Wait | null = null;
  /** How far the other side has received and read our lines. */
  theirs: Marks = { delivered: 0, read: 0 };
  /** Whether the other side is connected. */
  present = false;
  /** Where the visitor is. */
  page: PageNow = { url: "", title: "" };

  protected readonly timers = new Timers();
  protected readonly received = new Lines();
  protected readonly theirTyping: TheirTyping;
  protected chatId: string;
  /** How far the server says the chat goes. */
  protected known = 0;
  readonly #about: ChatOptions;

  constructor(options: ChatOptions) {
    this.#about = options;
    this.chatId = options.chat;
    this.theirTyping = new TheirTyping(() => options.onChange());
    if (options.cached) this.#restore();
  }

  get id(): string {
    return this.chatId;
  }

  get lines(): readonly Line[] {
    return this.received.shown;
  }

  /** Confirmed lines which wait for one before them; own ones may be shown as sent. */
  get early(): readonly Line[] {
    return this.received.early;
  }

  get typing(): boolean {
    return this.theirTyping.on;
  }

  get ended(): boolean {
    return this.summary?.state === "ended";
  }

  /** It ended while nobody had it. */
  get unserved(): boolean {
    return this.ended && this.summary?.agent_name === "";
  }

  delivery(line: Line): Delivery {
    if (line.seq <= this.theirs.read) return "read";
    return line.seq <= this.theirs.delivered ? "delivered" : "sent";
  }

  /** Takes over what an event tells; the caller has made sure that it is about this chat. */
  protected hear(event: ServerEvent): void {
    switch (event.event) {
      case "line":
        if (this.isOther(event.line.from)) this.#raiseTheirs(event);
        this.take(this.received.push(event.line));
        break;
      case "typing":
        if (this.isOther(event.from)) this.theirTyping.set(event.on);
        break;
      case "marked":
        if (this.isOther(event.from)) this.#raiseTheirs(event);
        break;
      case "presence":
        if (this.isOther(event.from)) this.hearPresence(event.present);
        break;
      case "position":
        if (this.summary?.state !== "open") this.#place(event);
        break;
      case "page":
        this.page = { url: event.url, title: event.title };
        break;
      case "ended":
        this.known = Math.max(this.known, event.seq);
        this.close(event.by, event.at);
        break;
    }
  }

  protected hearJoined(event: JoinedEvent): void {
    const other = this.#about.side === "visitor" ? "agent" : "visitor";
    this.present = event.present[other];
    this.page = event.page;
    this.#raiseTheirs(event.marks[other]);
    this.take(this.received.absorb(event.lines));
    this.known = Math.max(this.known, event.seq);
    this.summary = event.chat;
    this.#place(event);
    this.#cacheSoon();
  }

  protected hearPresence(present: boolean): void {
    this.present = present;
    if (!present) this.theirTyping.set(false);
  }

  protected hearAssigned(summary: Summary): void {
    if (this.ended) return;
    this.summary = summary;
    this.position = 0;
  }

  /** Lines that have just become showable, in order. */
  protected take(lines: Line[]): void {
    for (const line of lines) {
      if (line.from === "system") this.#obey(line.text, line.at);
      if (this.isOther(line.from)) this.theirTyping.set(false);
      if (line.from !== this.#about.side) this.#about.onLine?.(line);
    }
    if (lines.length > 0) this.#cacheSoon();
  }

  protected close(by: EndedBy, at: number): void {
    if (this.summary) this.summary = { ...this.summary, state: "ended", ended_by: by, ended: at };
    this.theirTyping.set(false);
  }

  protected get hasGap(): boolean {
    return this.received.hasGap || this.known > this.received.last;
  }

  protected isOther(from: Line["from"]): boolean {
    return from !== "system" && from !== this.#about.side;
  }

  protected forgetCache(): void {
    this.timers.clear("cache");
    this.#about.store.remove(this.#cacheKey);
  }

  #place({ position, wait }: { position: number; wait?: Wait }): void {
    this.position = position;
    this.wait = wait ?? null;
  }

  /** System lines tell the chat's state in their order, which events sent beside them do not. */
  #obey(text: string, at: number): void {
    const [code, ...rest] = text.split(":");
    const detail = rest.join(":");
    if (code === "ended") this.close(detail as EndedBy, at);
    if (!this.summary) return;
    if (code === "assigned") {
      this.summary = { ...this.summary, state: "open", agent_name: detail };
      this.position = 0;
    } else if (code === "requeued" || code === "transferred") {
      this.summary = { ...this.summary, state: "waiting", agent: "", agent_name: "" };
      if (this.#about.side === "visitor") this.present = false;
    }
  }

  #raiseTheirs({ delivered = 0, read = 0 }: Partial<Marks>): void {
    this.theirs = {
      delivered: Math.max(this.theirs.delivered, delivered, read),
      read: Math.max(this.theirs.read, read),
    };
    this.#cacheSoon();
  }

  // ---- the cache ----

  #restore(): void {
    const kept = readJson<Kept>(this.#about.store, this.#cacheKey);
    if (kept?.summary?.id !== this.chatId || !Array.isArray(kept.lines)) return;
    this.summary = kept.summary;
    this.#raiseTheirs(kept.theirs ?? {});
    this.received.absorb(kept.lines);
  }

  #cacheSoon(): void {
    if (this.#about.cached) this.timers.once("cache", CACHE_MS, () => this.#cache());
  }

  #cache(): void {
    const kept = JSON.stringify({ summary: this.summary, theirs: this.theirs, lines: this.lines });
    if (kept.length <= CACHE_LIMIT) this.#about.store.set(this.#cacheKey, kept);
    else this.#about.store.remove(this.#cacheKey);
  }

  get #cacheKey(): string {
    return `parley.lines.${this.chatId}`;
  }
}
