// One chat as a browser takes part in it: Chat hears, this speaks. Lines go out one by one and again until
// confirmed. No DOM. The window holds one, the console one per chat; both pass socket events in.
import { Chat, type ChatOptions } from "./chat";
import { OwnMarks } from "./marks";
import { Outbox, type Unsent } from "./outbox";
import type {
  ActionFrame,
  ErrorEvent,
  JoinedEvent,
  Line,
  PageNow,
  PostedEvent,
  ServerEvent,
  Start,
} from "./protocol";
import { OwnTyping } from "./typing";

export interface ConversationOptions extends ChatOptions {
  /** This tab's name, from `takeClient`. */
  client: string;
  /** Hands a frame to the socket; false when none is open. */
  send(frame: ActionFrame): boolean;
}

/** The name lines are kept under until the chat has an id. */
export const NEW_CHAT = "new";
const ANSWER_MS = 5_000;
const SOON_MS = 500;
const PLACE_MS = 2_000;
/** A push overtaken by the next one usually arrives by itself within this time. */
const GAP_MS = 1_000;

export class Conversation extends Chat {
  /** Lines the server would not take, with its reason. */
  refused: { text: string; reason: string }[] = [];
  /** The server has answered our `join` on the present connection. */
  joined = false;
  /** The server does not know this chat (any more). */
  lost = false;
  /** Asked to begin while as many waited as may. */
  turnedAway = false;

  readonly #options: ConversationOptions;
  readonly #outbox: Outbox;
  readonly #marks: OwnMarks;
  readonly #typing: OwnTyping;
  #starting: Omit<Start, "action" | "client"> | null = null;
  #wantsEnd = false;
  /** The last number the server is known to hold of this client. */
  #lastNumber = 0;
  #shownPage: PageNow | null = null;

  constructor(options: ConversationOptions) {
    super(options);
    this.#options = options;
    this.#outbox = new Outbox(options.store, options.chat || NEW_CHAT, options.client);
    this.#marks = new OwnMarks((keep) => this.#sendMarks(keep));
    this.#typing = new OwnTyping((on) => this.#sendTyping(on));
  }

  // ---- what shows ----

  /** Own lines not yet confirmed, oldest first. */
  get unsent(): readonly Unsent[] {
    return this.#outbox.unsent;
  }

  get starting(): boolean {
    return this.#starting !== null;
  }

  get ending(): boolean {
    return this.#wantsEnd && !this.ended;
  }

  override get ended(): boolean {
    return super.ended || this.lost;
  }

  get unread(): number {
    const { read } = this.#marks;
    return this.lines.filter((line) => this.isOther(line.from) && line.seq > read).length;
  }

  // ---- what its owner does ----

  /** A visitor wants to chat; lines may be posted at once and follow when the chat has begun. */
  start(details: Omit<Start, "action" | "client"> = {}): void {
    this.#starting = details;
    this.#sendStart();
    this.#options.onChange();
  }

  post(text: string): void {
    if (this.ended || text.trim() === "") return;
    this.#outbox.add(text, Date.now());
    this.#typing.posted();
    this.#pump();
    this.#options.onChange();
  }

  /** Call on every change of the text field. */
  keyed(): void {
    this.#typing.keyed();
  }

  stoppedTyping(): void {
    this.#typing.stopped();
  }

  /** Everything shown has been seen: call while the chat is in view and the page has focus. */
  seen(): void {
    const theirs = this.lines.filter((line) => this.isOther(line.from));
    this.#marks.advance({ read: theirs[theirs.length - 1]?.seq ?? 0 });
  }

  showPage(page: PageNow): void {
    this.#shownPage = page;
    this.#sendPage();
  }

  end(): void {
    this.#wantsEnd = true;
    this.#sendEnd();
    this.#options.onChange();
  }

  stop(): void {
    this.timers.clearAll();
    this.#marks.stop();
    this.#typing.posted();
    this.theirTyping.set(false);
  }

  /** Nothing of this chat is kept in this browser any more. */
  forget(): void {
    this.stop();
    this.#outbox.forget();
    this.forgetCache();
  }

  // ---- what the socket tells ----

  /** A (new) connection is open: the server knows nothing of this tab until it joins. */
  opened(): void {
    this.joined = false;
    if (this.chatId) this.#join();
    else this.#sendStart();
  }

  closed(): void {
    this.joined = false;
    for (const name of ["answer", "join", "gap", "end"]) this.timers.clear(name);
    this.theirTyping.set(false);
    this.#options.onChange();
  }

  /** The visitor's chat, learnt from the server before any event of it. */
  adopt(chat: string): void {
    if (this.chatId || !chat) return;
    this.chatId = chat;
    this.#starting = null;
    this.#outbox.moveTo(chat);
  }

  /** Events of other chats are passed over. */
  receive(event: ServerEvent): void {
    if (!this.#isOurs(event)) return;
    if (event.event === "joined") this.#receiveJoined(event);
    else if (event.event === "error") this.#receiveError(event);
    else if (event.event === "assigned") this.hearAssigned(event.chat);
    else if (event.event === "posted") this.#receivePosted(event);
    else this.#hearAll(event);
    this.#lookForGap();
    this.#lookForPlace();
    this.#options.onChange();
  }

  #hearAll(event: ServerEvent): void {
    if (event.event === "marked" && !this.isOther(event.from)) this.#marks.heard(event);
    if (event.event === "line" && event.line.from === this.#options.side) this.#marks.heard(event);
    this.hear(event);
  }

  #isOurs(event: ServerEvent): boolean {
    // Before the chat has an id, the answer to `start` is told by its reference.
    if (!this.chatId) return this.starting && "ref" in event && event.ref === START_REF;
    if (!("chat" in event) || !event.chat) return false;
    return (typeof event.chat === "string" ? event.chat : event.chat.id) === this.chatId;
  }

  #receiveJoined(event: JoinedEvent): void {
    this.adopt(event.chat.id);
    this.timers.clear("join");
    this.joined = true;
    this.hearJoined(event);
    this.#marks.restore(event.marks[this.#options.side]);
    this.#settleNumbers(event.n);
    if (event.more) this.#join();
    this.#sendPage();
    if (this.ended) this.#refuseUnsent();
    else if (this.#wantsEnd) this.#sendEnd();
    this.#pump();
  }

  /** `n` is the last number the server holds of this client: the entry under way is there, or is next. */
  #settleNumbers(n: number): void {
    // An answer may have been overtaken by a later one; numbers only ever grow.
    this.#lastNumber = Math.max(this.#lastNumber, n);
    this.#outbox.stored(this.#lastNumber);
    const head = this.#outbox.head;
    const next = this.#lastNumber + 1;
    if (head && head.n !== 0 && head.n !== next) this.#outbox.number(next);
    this.timers.clear("answer");
  }

  #receivePosted(event: PostedEvent): void {
    if (event.client !== this.#outbox.client) return;
    const stored = this.#outbox.stored(event.n);
    if (!stored) return;
    this.#settleNumbers(event.n);
    if (event.seq === 0) this.#join();
    else this.take(this.received.push(this.#ownLine(stored, event)));
    this.#pump();
  }

  #ownLine(stored: Unsent, { client, n, seq, at, text = stored.text }: PostedEvent): Line {
    return { seq, from: this.#options.side, agent: "", client, n, at, text };
  }

  protected override take(lines: Line[]): void {
    for (const line of lines) {
      if (this.#outbox.holds(line)) this.#settleNumbers(line.n);
      if (this.isOther(line.from)) this.#marks.advance({ delivered: line.seq });
    }
    super.take(lines);
  }

  protected override hearPresence(present: boolean): void {
    super.hearPresence(present);
    if (present) this.#marks.tellAgain();
  }

  protected override close(...how: Parameters<Chat["close"]>): void {
    super.close(...how);
    this.#wantsEnd = false;
    this.#typing.posted();
    // Whether a line under way came before the end only the record tells.
    if (this.#outbox.head && !this.timers.has("join")) this.#join();
  }

  /** Asks again for what is missing, unless it comes by itself in a moment. */
  #lookForGap(): void {
    if (!this.hasGap) this.timers.clear("gap");
    else this.timers.once("gap", GAP_MS, () => this.#join());
  }

  /** Back in the queue, the place comes with the answer to `join` if nobody has told it. */
  #lookForPlace(): void {
    const unknown = this.summary?.state === "waiting" && this.position === 0;
    if (!unknown || this.#options.side === "agent") this.timers.clear("place");
    else this.timers.once("place", PLACE_MS, () => this.joined && this.#join());
  }

  // ---- errors ----

  #receiveError(event: ErrorEvent): void {
    switch (event.code) {
      case "number_taken":
      case "number_gap":
        this.#numberAnew(event.code === "number_taken");
        break;
      case "not_joined":
        this.#join();
        break;
      case "conflict":
      case "unavailable":
        this.#trySoon();
        break;
      case "queue_full":
        this.turnedAway = true;
        this.#starting = null;
        this.timers.clear("join");
        break;
      case "no_such_chat":
        this.lost = true;
        this.timers.clear("join");
        this.#refuseUnsent();
        break;
      case "chat_ended":
        this.#refuseAsEnded();
        break;
      case "bad_frame":
      case "too_large":
      case "bad_json":
        this.#refuseHead(event);
        break;
    }
  }

  /** Our count of what the server holds is wrong; `joined` tells the right one. */
  #numberAnew(taken: boolean): void {
    if (taken) this.#outbox.rename();
    this.#lastNumber = 0;
    this.#join();
  }

  /** Others were faster; whatever waits for its answer is asked again. */
  #trySoon(): void {
    const wait = SOON_MS * (1 + Math.random());
    if (this.timers.has("join")) {
      this.timers.set("join", wait, () => (this.chatId ? this.#join() : this.#sendStart()));
    } else if (this.timers.has("answer")) this.timers.set("answer", wait, () => this.#pump());
  }

  #refuseAsEnded(): void {
    const asked = this.timers.has("join");
    this.#refuseUnsent();
    this.close(this.summary?.ended_by ?? "", this.summary?.ended ?? Date.now());
    // An ended chat that answers `join` by an error has nothing more to tell.
    if (asked) this.timers.clear("join");
    else this.#join();
  }

  /** A line the server will never take must not hold up those behind it. */
  #refuseHead(event: ErrorEvent): void {
    if (!event.n || this.#outbox.head?.n !== event.n) return;
    const head = this.#outbox.dropHead();
    if (head) this.refused.push({ text: head.text, reason: event.code });
    this.timers.clear("answer");
    this.#pump();
  }

  #refuseUnsent(): void {
    for (let head = this.#outbox.dropHead(); head; head = this.#outbox.dropHead())
      this.refused.push({ text: head.text, reason: "chat_ended" });
    this.timers.clear("answer");
  }

  // ---- frames ----

  #address(): { chat: string; client: string } {
    return { chat: this.chatId, client: this.#outbox.client };
  }

  #join(): void {
    this.joined = false;
    this.timers.clear("answer");
    this.timers.set("join", ANSWER_MS, () => this.#join());
    this.#options.send({ action: "join", ...this.#address(), after: this.received.last });
  }

  #sendStart(): void {
    if (!this.#starting || this.chatId) return;
    this.timers.set("join", ANSWER_MS, () => this.#sendStart());
    const { client } = this.#outbox;
    this.#options.send({ action: "start", ref: START_REF, client, ...this.#starting });
  }

  /** Sends the oldest unconfirmed line; the next follows its confirmation, so that order holds. */
  #pump(): void {
    const head = this.#outbox.head;
    if (!head || !this.joined || this.ended || this.timers.has("answer")) return;
    if (head.n === 0) this.#outbox.number(this.#lastNumber + 1);
    const { delivered, read } = this.#marks;
    const frame = { action: "post", ...this.#address(), n: head.n, text: head.text } as const;
    this.timers.set("answer", ANSWER_MS, () => this.#pump());
    if (this.#options.send({ ...frame, delivered, read })) this.#marks.carried();
  }

  #sendMarks(keep: boolean): boolean {
    if (!this.joined || this.ended) return false;
    const { delivered, read } = this.#marks;
    const frame = { action: "mark", ...this.#address(), delivered, read } as const;
    return this.#options.send(keep ? { ...frame, keep } : frame);
  }

  #sendTyping(on: boolean): void {
    if (this.joined && this.summary?.state === "open")
      this.#options.send({ action: "typing", ...this.#address(), on });
  }

  #sendPage(): void {
    const page = this.#shownPage;
    if (!page || !this.joined || this.ended) return;
    if (page.url === this.page.url && page.title === this.page.title) return;
    if (this.#options.send({ action: "page", ...this.#address(), ...page })) this.page = page;
  }

  #sendEnd(): void {
    if (!this.joined || this.ended) return;
    this.#options.send({ action: "end", ...this.#address() });
    this.timers.set("end", ANSWER_MS, () => this.ending && this.#sendEnd());
  }
}

const START_REF = "start";
