// All an agent has before them: connection, status, open chats, panes, notices. Fed by the socket, read by the screens.
import { computed, signal } from "@preact/signals";
import type {
  ActionFrame,
  AgentStatus,
  AskedEvent,
  ChosenStatus,
  ErrorEvent,
  Line,
  Offer,
  ServerEvent,
  Summary,
  WelcomeEvent,
} from "../../shared/protocol";
import type { SocketState } from "../../shared/socket";
import { readJson, type Store } from "../../shared/storage";
import { Timers } from "../../shared/timers";
import * as layouts from "./layout";
import { OpenChat } from "./open-chat";
import { Sharing } from "./sharing";
import { keepWatched, keptWatched } from "./watched";

/** After this time an answer is taken for lost, and asked for again. */
const ANSWER_MS = 5_000;
/** How often the desk asks what it may have missed on a connection that seems well. */
const REVIEW_MS = 60_000;
const ANSWER = "chats.answer";
const SUPERVISE = "chats.supervise";
const LAYOUT_KEY = "parley.console.layout";

export interface Me {
  id: string;
  name: string;
  email: string;
  role: string;
  /** What the role allows; the screens show what these name. */
  permissions: readonly string[];
  account: string;
}

export type Notice =
  | { kind: "unassigned"; summary: Summary; reason: string; by: string }
  | { kind: "away" }
  | { kind: "asked"; name: string }
  | { kind: "notify"; state: "refused" | "missing" }
  | { kind: "error"; code: string };

export interface DeskOptions {
  client: string;
  store: Store;
  send(frame: ActionFrame): boolean;
  onAssigned(chat: OpenChat): void;
  onFresh(chat: OpenChat, line: Line): void;
  onOffered(offer: Offer): void;
  onAsked(asked: AskedEvent): void;
}

export class Desk {
  readonly sharing: Sharing;
  readonly connection = signal<SocketState>("connecting");
  /** False until the first `welcome`: before it, an empty list means "not yet known". */
  readonly known = signal(false);
  readonly me = signal<Me | null>(null);
  readonly status = signal<AgentStatus>("away");
  /** A status asked for and not yet confirmed. */
  readonly wanted = signal<ChosenStatus | null>(null);
  readonly maxChats = signal(0);
  readonly waiting = signal(0);
  readonly chats = signal<readonly OpenChat[]>([]);
  readonly layout = signal<layouts.Layout>(layouts.EMPTY);
  readonly room = signal(1);
  readonly notices = signal<readonly Notice[]>([]);
  /** Whether the role answers chats; as long as nobody knows, it does. */
  readonly answers = computed(() => this.me.value?.permissions.includes(ANSWER) ?? true);
  /** Chats of others that they look into take no slot; ended ones do while they finish them up. */
  readonly load = computed(
    () =>
      this.chats.value.filter((chat) => !chat.over && chat.part.value === "").length +
      this.sharing.wraps.value.length +
      this.sharing.offers.value.length,
  );
  readonly unread = computed(() => this.chats.value.reduce((sum, chat) => sum + chat.unread, 0));
  readonly active = computed(() => this.find(this.layout.value.active));
  readonly shown = computed(() =>
    layouts
      .trim(this.layout.value, this.room.value)
      .shown.map((id) => this.find(id))
      .filter((chat) => chat !== undefined),
  );

  private readonly timers = new Timers();
  /** The next welcome answers for a new connection, on which nothing is joined yet. */
  private resuming = true;

  constructor(private readonly options: DeskOptions) {
    this.sharing = new Sharing(options);
    const kept = readJson<layouts.Layout>(options.store, LAYOUT_KEY);
    if (kept && Array.isArray(kept.shown)) this.layout.value = { ...layouts.EMPTY, ...kept };
  }

  /** The same answer again changes nothing, so that no screen begins anew for it. */
  learnMe({ id, name, email, role, permissions, account }: Me): void {
    const me = { id, name, email, role, permissions, account };
    if (JSON.stringify(me) === JSON.stringify(this.me.peek())) return;
    const answered = this.answers.peek();
    this.me.value = me;
    if (!permissions.includes(SUPERVISE)) this.leaveMonitored();
    // The hello of who did not answer chats was refused: now there may be some for them.
    if (!answered && this.answers.peek() && this.connection.peek() === "open") this.connected();
  }

  // ---- what the agent does ----

  setStatus(status: ChosenStatus): void {
    this.notices.value = this.notices.value.filter((notice) => notice.kind !== "away");
    if (!this.options.send({ action: "status", status })) return;
    this.wanted.value = status;
    this.timers.set("status", ANSWER_MS, () => this.setStatus(status));
  }

  show(id: string): void {
    if (this.find(id)) this.arrange(layouts.show(this.layout.value, id, this.room.value));
  }

  step(step: 1 | -1): void {
    const ids = this.chats.value.map((chat) => chat.id);
    const next = layouts.neighbour(ids, this.layout.value.active, step);
    if (next !== null) this.show(next);
  }

  setColumns(columns: number): void {
    const ids = this.chats.value.map((chat) => chat.id);
    this.arrange(layouts.setColumns(this.layout.value, columns, this.room.value, ids));
  }

  /** The window changed: as many panes as now fit, filled with the chats that are open. */
  setRoom(room: number): void {
    if (room === this.room.value) return;
    this.room.value = room;
    if (this.known.value) this.tidyLayout();
  }

  /** Takes an ended chat off the list. */
  putAway(id: string): void {
    const chat = this.find(id);
    if (!chat?.over) return;
    this.sharing.done(id);
    chat.forget();
    this.remove(id);
  }

  /** Comes into a chat that another agent holds. */
  watch(summary: Summary, part: "guest" | "monitor"): void {
    this.sharing.letBe(summary.id);
    const known = this.find(summary.id);
    const chat = known ?? this.open(summary);
    if (!known) this.chats.value = [...this.chats.value, chat];
    chat.watch(part);
    keepWatched(this.options.store, this.chats.peek());
    this.show(chat.id);
  }

  /** A guest or monitor goes; the chat goes on without them. */
  leave(id: string): void {
    const chat = this.find(id);
    if (!chat) return;
    this.sharing.leave(id);
    chat.stop();
    this.remove(id);
  }

  dismiss(notice: Notice): void {
    this.notices.value = this.notices.value.filter((other) => other !== notice);
  }

  /** Another page is shown: what was said on the one before is read; that one is away stays so. */
  turnPage(): void {
    this.notices.value = this.notices.value.filter(({ kind }) => kind === "away");
    this.sharing.letPass.value = null;
  }

  tell(notice: Notice): void {
    const same = (other: Notice) => JSON.stringify(other) === JSON.stringify(notice);
    if (!this.notices.value.some(same)) this.notices.value = [...this.notices.value, notice];
  }

  stop(): void {
    this.timers.clearAll();
    for (const chat of this.chats.value) chat.stop();
  }

  // ---- what the socket tells ----

  connected(): void {
    this.resuming = true;
    this.hello();
  }

  became(state: SocketState): void {
    this.connection.value = state;
    if (state === "open") return;
    this.timers.clearAll();
    this.wanted.value = null;
    for (const chat of this.chats.value) chat.disconnected();
  }

  receive(event: ServerEvent): void {
    if (this.sharing.hear(event)) return;
    switch (event.event) {
      case "welcome":
        this.welcome(event);
        break;
      case "status":
        this.learnStatus(event.status, event.max_chats);
        break;
      case "queue":
        this.waiting.value = event.waiting;
        if (event.accept_mode) this.sharing.mode.value = event.accept_mode;
        break;
      case "assigned":
        this.assigned(event.chat);
        break;
      case "unassigned":
        this.unassigned(event.chat, event.reason, event.by);
        break;
      case "error":
        this.refused(event);
        break;
      default:
        for (const chat of this.chats.value) chat.receive(event);
    }
  }

  private comeBack(): void {
    for (const { summary, part } of keptWatched(this.options.store)) {
      if (this.find(summary.id)) continue;
      const chat = this.open(summary);
      chat.comeBack(part);
      this.chats.value = [...this.chats.value, chat];
    }
  }

  private leaveMonitored(): void {
    for (const chat of this.chats.peek()) if (chat.part.peek() === "monitor") this.leave(chat.id);
  }

  private hello(): void {
    this.timers.set("hello", ANSWER_MS, () => this.hello());
    this.options.send({ action: "hello" });
  }

  private learnStatus(status: AgentStatus, max: number): void {
    this.status.value = status;
    this.maxChats.value = max;
    this.settleStatus();
  }

  private welcome(event: WelcomeEvent): void {
    const { agent, chats, waiting } = event;
    const { resuming } = this;
    this.resuming = false;
    this.timers.clear("hello");
    this.timers.set("review", REVIEW_MS, () => this.hello());
    if (resuming && this.status.value === "online" && agent.status === "away")
      this.tell({ kind: "away" });
    if (!this.known.peek()) this.comeBack();
    this.known.value = true;
    this.status.value = agent.status;
    this.maxChats.value = agent.max_chats;
    this.waiting.value = waiting;
    this.sharing.welcome(event);
    this.takeOver(chats, resuming);
  }

  /** The role answers no chats: there are none to be told of. */
  private notWelcome(): void {
    this.timers.clear("hello");
    this.timers.set("review", REVIEW_MS, () => this.hello());
    this.known.value = true;
    this.status.value = "away";
    this.waiting.value = 0;
  }

  /** A push may be lost; the welcome tells which chats there are, and how far each goes. */
  private takeOver(mine: readonly Summary[], resuming: boolean): void {
    const told = new Map(mine.map((summary) => [summary.id, summary]));
    const added = mine.filter(({ id }) => !this.find(id)).map((summary) => this.open(summary));
    this.chats.value = [...this.chats.value, ...added];
    for (const chat of this.chats.value) {
      // Also chats the server no longer lists: joining them tells how they ended.
      const lines = told.get(chat.id)?.lines ?? Number.POSITIVE_INFINITY;
      if (resuming || added.includes(chat) || chat.known < lines) chat.join();
    }
    this.tidyLayout();
    if (!resuming) added.forEach(this.options.onAssigned);
  }

  /** The server has answered: the switch shows what it says from now on. */
  private settleStatus(): void {
    this.timers.clear("status");
    this.wanted.value = null;
  }

  private assigned(summary: Summary): void {
    this.sharing.settled(summary.id);
    const known = this.find(summary.id);
    if (known) {
      known.receive({ event: "assigned", chat: summary });
      // Who was a guest has it now: the answer says so.
      if (known.part.peek() !== "") known.join();
      return;
    }
    const chat = this.open(summary);
    this.chats.value = [...this.chats.value, chat];
    chat.join();
    this.arrange(layouts.offer(this.layout.value, chat.id, this.room.value));
    this.options.onAssigned(chat);
  }

  private unassigned(id: string, reason = "gone", by = ""): void {
    const chat = this.find(id);
    if (!chat) return;
    // Who passed it on knows.
    const { summary } = chat;
    if (reason !== "transferred") this.tell({ kind: "unassigned", summary, reason, by });
    chat.stop();
    this.remove(id);
  }

  private refused(event: ErrorEvent): void {
    const { code, chat } = event;
    if (chat === undefined) this.settleStatus();
    // The lease ended while the connection was up, as after a sleep: begin anew on it.
    if (code === "not_joined" && chat === undefined) {
      this.connected();
      return;
    }
    if (code === "not_allowed" && chat === undefined && this.timers.has("hello")) {
      this.notWelcome();
      return;
    }
    if (code === "offer_over" && chat !== undefined) this.sharing.over(chat);
    if (code === "no_such_chat" && chat !== undefined) {
      this.unassigned(chat);
      return;
    }
    if (chat !== undefined) this.refusedIn(chat, event);
    if (chat === undefined || !HEALED.has(code)) this.tell({ kind: "error", code });
  }

  private refusedIn(id: string, event: ErrorEvent): void {
    const chat = this.find(id);
    // Not let in (any more).
    if (event.code === "not_allowed" && chat?.comingIn) this.remove(id);
    else chat?.receive(event);
  }

  private open(summary: Summary): OpenChat {
    const { client, store, send, onFresh } = this.options;
    return new OpenChat({ summary, client, store, send, onFresh });
  }

  private find(id: string | null): OpenChat | undefined {
    return this.chats.value.find((chat) => chat.id === id);
  }

  private remove(id: string): void {
    this.chats.value = this.chats.value.filter((chat) => chat.id !== id);
    keepWatched(this.options.store, this.chats.peek());
    this.arrange(layouts.drop(this.layout.value, id));
    this.tidyLayout();
  }

  /** Panes of chats that are gone are emptied, and free panes filled. */
  private tidyLayout(): void {
    const { value } = this.layout;
    const ids = this.chats.value.map((chat) => chat.id);
    const gone = value.shown.filter((id) => !ids.includes(id));
    const kept = gone.reduce(layouts.drop, value);
    const filled = ids.reduce((layout, id) => layouts.offer(layout, id, this.room.value), kept);
    this.arrange(filled);
  }

  private arrange(layout: layouts.Layout): void {
    this.layout.value = layout;
    this.options.store.set(LAYOUT_KEY, JSON.stringify(layout));
  }
}

/** The conversation puts these right by itself; the agent need not hear of them. */
const HEALED = new Set([
  "not_joined",
  "number_gap",
  "number_taken",
  "chat_ended",
  "conflict",
  "internal",
]);
