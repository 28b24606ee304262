// The server's side of one chat as docs/protocol.md has it, in memory, for tests of conversations.
import type {
  ActionFrame,
  ErrorCode,
  JoinedEvent,
  Line,
  Post,
  Sender,
  ServerEvent,
  Side,
  Summary,
} from "./protocol";

export const CHAT = "ch_demo_aaaaaaaaaaaaaaaaaaaaaaaaaa";

export function aSummary(changes: Partial<Summary> = {}): Summary {
  return {
    id: CHAT,
    state: "open",
    name: "Vera",
    email: "",
    visitor: "vr_a",
    visit: "vs_a",
    language: "en",
    agent: "ag_a",
    agent_name: "Ada",
    started: 1,
    assigned: 2,
    ended: null,
    ended_by: "",
    lines: 0,
    last: "",
    ...changes,
  };
}

export function aLine(seq: number, from: Sender, text: string, changes: Partial<Line> = {}): Line {
  return { seq, from, agent: "", client: "", n: 0, at: 1_000 + seq, text, ...changes };
}

/** Answers frames; what it answers and pushes is handed over by `deliver`, when the test wants it. */
export class FakeServer {
  lines: Line[] = [];
  numbers = new Map<string, number>();
  summary = aSummary();
  marks = { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } };
  received: ActionFrame[] = [];
  /** Frames and answers that pass: return false to lose one. */
  hears: (frame: ActionFrame) => boolean = () => true;
  tells: (event: ServerEvent) => boolean = () => true;
  position = 0;
  pageSize = 100;
  #joined = new Set<string>();
  readonly #deliver: (event: ServerEvent) => void;

  constructor(deliver: (event: ServerEvent) => void) {
    this.#deliver = deliver;
  }

  take(frame: ActionFrame): boolean {
    this.received.push(frame);
    if (this.hears(frame)) this.#answer(frame);
    return true;
  }

  /** A restarted server knows the record and no sockets. */
  restart(): void {
    this.#joined.clear();
  }

  says(from: Sender, text: string, push = true): Line {
    const line = aLine(this.lines.length + 1, from, text);
    this.lines.push(line);
    if (push) this.tell({ event: "line", chat: CHAT, line });
    return line;
  }

  tell(event: ServerEvent): void {
    if (this.tells(event)) this.#deliver(event);
  }

  sent<Name extends ActionFrame["action"]>(action: Name): Extract<ActionFrame, { action: Name }>[] {
    return this.received.filter(
      (frame): frame is Extract<ActionFrame, { action: Name }> => frame.action === action,
    );
  }

  texts(from: Side): string[] {
    return this.lines.filter((line) => line.from === from).map((line) => line.text);
  }

  #answer(frame: ActionFrame): void {
    if (frame.action === "start" || frame.action === "join") {
      this.#joined.add(frame.client);
      this.tell(this.#joinedEvent(frame.client, frame.action === "join" ? (frame.after ?? 0) : 0));
    } else if (frame.action === "post") this.#post(frame);
    else if (frame.action === "end") {
      this.summary = aSummary({ state: "ended", ended_by: "visitor", ended: 9 });
      this.says("system", "ended:visitor");
      this.tell({ event: "ended", chat: CHAT, by: "visitor", at: 9, seq: this.lines.length });
    }
  }

  #joinedEvent(client: string, after: number): JoinedEvent {
    const later = this.lines.filter((line) => line.seq > after);
    return {
      event: "joined",
      ref: "start",
      chat: this.summary,
      n: this.numbers.get(client) ?? 0,
      seq: this.lines.length,
      lines: later.slice(0, this.pageSize),
      more: later.length > this.pageSize,
      marks: this.marks,
      position: this.position,
      present: { visitor: true, agent: true },
      page: { url: "", title: "" },
    };
  }

  #post(frame: Post): void {
    const { client, n, text } = frame;
    const last = this.numbers.get(client) ?? 0;
    const before = this.lines.find((line) => line.client === client && line.n === n);
    const code = this.#refusal(frame, last, before);
    if (code) {
      this.tell({ event: "error", message: "", chat: CHAT, n, code });
      return;
    }
    const line = before ?? aLine(this.lines.length + 1, "visitor", text, { client, n });
    if (!before) this.lines.push(line);
    this.numbers.set(client, Math.max(n, last));
    this.tell({ event: "posted", chat: CHAT, client, n, seq: line.seq, at: line.at });
  }

  #refusal({ client, n, text }: Post, last: number, before: Line | undefined): ErrorCode | null {
    if (!this.#joined.has(client)) return "not_joined";
    if (before) return before.text === text ? null : "number_taken";
    if (this.summary.state === "ended") return "chat_ended";
    return n === last + 1 ? null : "number_gap";
  }
}
