// One of the agent's chats: the conversation, its draft and whether its lines may still be announced. The desk keeps them.
import { signal } from "@preact/signals";
import { Conversation } from "../../shared/conversation";
import type {
  ActionFrame,
  JoinedEvent,
  Line,
  Note,
  Part,
  ServerEvent,
  Summary,
} from "../../shared/protocol";
import type { Store } from "../../shared/storage";

const DRAFT_PREFIX = "parley.draft.";

export interface OpenChatOptions {
  summary: Summary;
  client: string;
  store: Store;
  send(frame: ActionFrame): boolean;
  /** A visitor's line which was not there when the console came to the chat. */
  onFresh(chat: OpenChat, line: Line): void;
}

export class OpenChat {
  readonly id: string;
  readonly draft;
  /** The first line that came while the agent looked elsewhere, until they answer or leave again. */
  readonly freshFrom = signal<number | null>(null);
  /** What the agent is in it; `""`: it is theirs. */
  readonly part = signal<Part>("");
  readonly notes = signal<readonly Note[]>([]);
  private readonly enter: (part: "guest" | "monitor") => void;
  /** How they come in, until the server has let them. */
  private entering: "guest" | "monitor" | null = null;
  private readonly conversation: Conversation;
  private readonly version = signal(0);
  private readonly first: Summary;
  private readonly store: Store;
  /** False until the lines written before the console came have been read. */
  private caughtUp = false;
  private inSight = false;

  constructor({ summary, client, store, send, onFresh }: OpenChatOptions) {
    this.id = summary.id;
    this.first = summary;
    this.enter = (part) => void send({ action: "watch", chat: summary.id, client, part });
    this.store = store;
    this.draft = signal(store.get(DRAFT_PREFIX + summary.id) ?? "");
    this.conversation = new Conversation({
      side: "agent",
      chat: summary.id,
      client,
      store,
      send,
      onChange: () => {
        this.version.value++;
      },
      onLine: (line) => {
        if (this.caughtUp && line.from === "visitor") onFresh(this, line);
      },
    });
  }

  /** The conversation as it stands; reading it in a component makes that follow every change. */
  get now(): Conversation {
    void this.version.value;
    return this.conversation;
  }

  get summary(): Summary {
    return this.now.summary ?? this.first;
  }

  get over(): boolean {
    return this.now.ended;
  }

  get unread(): number {
    return this.now.unread;
  }

  /** When the visitor's first unanswered line was written, or `null` while it is the visitor's turn. */
  get waitingSince(): number | null {
    return unansweredSince(this.now.lines);
  }

  /** The last line that is here: the numbers have no gaps. */
  get known(): number {
    return this.now.lines.at(-1)?.seq ?? 0;
  }

  get lastText(): string {
    return this.now.lines.findLast((line) => line.from !== "system")?.text ?? this.first.last;
  }

  get lastAt(): number {
    return this.now.lines.at(-1)?.at ?? this.first.assigned ?? this.first.started;
  }

  join(): void {
    if (this.entering !== null) this.enter(this.entering);
    else if (!this.over) this.conversation.opened();
  }

  /** Comes in as a guest or a monitor of a chat that another holds. */
  watch(part: "guest" | "monitor"): void {
    this.comeBack(part);
    this.enter(part);
  }

  /** As it was in this tab before a reload; asked for with the next `join`. */
  comeBack(part: "guest" | "monitor"): void {
    this.entering = part;
    this.part.value = part;
  }

  /** Whether the server has not let the agent in yet. */
  get comingIn(): boolean {
    return this.entering !== null;
  }

  receive(event: ServerEvent): void {
    this.conversation.receive(event);
    if (event.event === "note" && event.chat === this.id) this.noted([event.note]);
    if (event.event === "joined" && event.chat.id === this.id) this.learn(event);
  }

  private learn({ more, part = "", notes = [] }: JoinedEvent): void {
    if (!more) this.caughtUp = true;
    this.entering = null;
    this.part.value = part;
    this.noted(notes);
  }

  private noted(notes: readonly Note[]): void {
    const known = new Map([...this.notes.peek(), ...notes].map((note) => [note.id, note]));
    this.notes.value = [...known.values()].sort((one, other) => one.at - other.at);
  }

  disconnected(): void {
    this.conversation.closed();
  }

  write(text: string): void {
    this.draft.value = text;
    this.store.set(DRAFT_PREFIX + this.id, text);
    if (text === "") this.conversation.stoppedTyping();
    else this.conversation.keyed();
  }

  /** Sends the draft; false when there is nothing in it. */
  post(): boolean {
    const text = this.draft.value.trim();
    if (text === "" || this.over) return false;
    this.conversation.post(text);
    this.draft.value = "";
    this.freshFrom.value = null;
    this.store.remove(DRAFT_PREFIX + this.id);
    return true;
  }

  /** Whether the agent has the newest lines before their eyes; if so, all of them count as read. */
  look(inSight: boolean): void {
    const back = inSight && !this.inSight;
    this.inSight = inSight;
    if (back) this.freshFrom.value = firstUnread(this.conversation);
    if (!inSight || this.conversation.unread === 0) return;
    this.conversation.seen();
    this.version.value++;
  }

  end(): void {
    this.conversation.end();
  }

  /** The page is going: stop the timers, keep everything stored. */
  stop(): void {
    this.conversation.stop();
  }

  /** The agent has put the chat away. */
  forget(): void {
    this.conversation.forget();
    this.store.remove(DRAFT_PREFIX + this.id);
  }
}

function firstUnread({ lines, unread }: Conversation): number | null {
  if (unread === 0) return null;
  return lines.filter((line) => line.from === "visitor").at(-unread)?.seq ?? null;
}

export function unansweredSince(lines: readonly Line[]): number | null {
  let since: number | null = null;
  for (const line of lines) {
    if (line.from === "agent") since = null;
    else if (line.from === "visitor") since ??= line.at;
  }
  return since;
}
