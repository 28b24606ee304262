// Every frame of docs/protocol.md, as types. Read by the tag, the window and the console;
// a contract test compares the three lists with the server and with that page.

import type { MessageState } from "./message";

export const ACTIONS = [
  "ping",
  "hello",
  "status",
  "start",
  "join",
  "post",
  "typing",
  "mark",
  "page",
  "end",
  "accept",
  "decline",
  "pick",
  "done",
  "transfer",
  "note",
  "ask",
  "watch",
  "leave",
  "take",
] as const;

export const EVENTS = [
  "pong",
  "welcome",
  "status",
  "joined",
  "posted",
  "line",
  "typing",
  "marked",
  "page",
  "presence",
  "position",
  "assigned",
  "unassigned",
  "queue",
  "message",
  "ended",
  "offered",
  "withdrawn",
  "wrapping",
  "note",
  "asked",
  "error",
] as const;

export const ERROR_CODES = [
  "bad_json",
  "bad_frame",
  "too_large",
  "binary",
  "unknown_action",
  "not_allowed",
  "no_such_chat",
  "chat_ended",
  "not_joined",
  "number_gap",
  "number_taken",
  "unauthenticated",
  "too_many",
  "conflict",
  "unavailable",
  "mfa_required",
  "suspended",
  "no_such_agent",
  "no_such_skill",
  "no_such_group",
  "offer_over",
  "not_there",
  "no_room",
  "queue_full",
  "too_many_notes",
  "internal",
] as const;

export type ActionName = (typeof ACTIONS)[number];
export type EventName = (typeof EVENTS)[number];
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Limits of docs/protocol.md, so that nothing is sent which is sure to be refused. */
export const LIMITS = {
  text: 4000,
  name: 100,
  email: 254,
  url: 2000,
  title: 300,
  variables: 50,
  variableName: 64,
  variableText: 512,
} as const;

// ---- records ----

export type Side = "visitor" | "agent";
export type Sender = Side | "system";
export type ChatState = "waiting" | "open" | "ended";
export type EndedBy = "" | Side | "system";
export type ChosenStatus = "online" | "away";
/** Who let an offer pass without a word does not respond until they choose again. */
export type AgentStatus = ChosenStatus | "not_responding";
/** How chats come to agents: handed out, offered one by one, or picked. */
export type AcceptMode = "auto" | "offer" | "pick";
/** What an agent is in a chat; `""`: it is theirs. */
export type Part = "" | "guest" | "monitor";

export interface Summary {
  id: string;
  state: ChatState;
  name: string;
  email: string;
  visitor: string;
  visit: string;
  language: string;
  agent: string;
  agent_name: string;
  started: number;
  assigned: number | null;
  ended: number | null;
  ended_by: EndedBy;
  lines: number;
  last: string;
}

export interface Line {
  seq: number;
  from: Sender;
  agent: string;
  client: string;
  n: number;
  at: number;
  text: string;
}

/** What an agent said to agents beside a chat; `reason`: why they passed it on, where they did. */
export interface Note {
  id: string;
  agent: string;
  name: string;
  at: number;
  text: string;
  reason: string;
}

export interface Marks {
  delivered: number;
  read: number;
}

/** How long it may still take: four waits of five lie between the two ends. */
export interface Wait {
  low_s: number;
  likely_s: number;
  high_s: number;
}

export interface PageNow {
  url: string;
  title: string;
}

// ---- frames to the server ----

interface Ref {
  ref?: string;
}

interface InChat extends Ref {
  chat: string;
  client: string;
}

export type Ping = Ref & { action: "ping"; renew?: boolean };
export type Hello = Ref & { action: "hello" };
export type SetStatus = Ref & { action: "status"; status: ChosenStatus };
export type Start = Ref & { action: "start"; client: string } & Partial<
    Record<"name" | "email" | "language" | "url" | "title" | "skill" | "rule", string>
  >;
export type Join = InChat & { action: "join"; after?: number };
export type Post = InChat & {
  action: "post";
  n: number;
  text: string;
  delivered?: number;
  read?: number;
};
export type Typing = InChat & { action: "typing"; on: boolean };
export type Mark = InChat & {
  action: "mark";
  delivered?: number;
  read?: number;
  keep?: boolean;
};
export type ShowPage = InChat & { action: "page"; url: string; title?: string };
export type End = InChat & { action: "end" };
export type OfChat = Ref & {
  action: "accept" | "decline" | "pick" | "done" | "take";
  chat: string;
};
export type Transfer = InChat & { action: "transfer"; id: string } & Partial<
    Record<"agent" | "skill" | "group" | "reason" | "note", string>
  >;
export type WriteNote = InChat & { action: "note"; id: string; text: string };
export type Ask = InChat & { action: "ask"; agent: string };
export type Watch = InChat & { action: "watch"; part: "guest" | "monitor"; after?: number };
export type Leave = InChat & { action: "leave" };

export type ActionFrame =
  | Ping
  | Hello
  | SetStatus
  | Start
  | Join
  | Post
  | Typing
  | Mark
  | ShowPage
  | End
  | OfChat
  | Transfer
  | WriteNote
  | Ask
  | Watch
  | Leave;

// ---- frames to the browser ----

export type PongEvent = { event: "pong"; ref?: string; at: number };
export type WelcomeEvent = {
  event: "welcome";
  ref?: string;
  agent: { id: string; name: string; role: string; max_chats: number; status: AgentStatus };
  chats: Summary[];
  waiting: number;
  accept_mode?: AcceptMode;
  offers?: Offer[];
  wraps?: WrapUp[];
  asked?: Omit<AskedEvent, "event">[];
};
/** A chat that is the agent's if they accept it until then, and what helps them to decide. */
export type Offer = {
  chat: Summary;
  until: number;
  page?: PageNow;
  /** Names; `""`: none. */
  skill?: string;
  rule?: string;
  /** Who passed it on, and why. */
  passed?: Note | null;
};
/** An ended chat which holds its slot until then. */
export type WrapUp = { chat: string; until: number };
export type StatusEvent = { event: "status"; status: AgentStatus; max_chats: number };
export type JoinedEvent = {
  event: "joined";
  ref?: string;
  chat: Summary;
  n: number;
  seq: number;
  lines: Line[];
  more: boolean;
  marks: Record<Side, Marks>;
  position: number;
  wait?: Wait;
  present: Record<Side, boolean>;
  page: PageNow;
  /** Told to agents alone. */
  part?: Part;
  notes?: Note[];
};
export type PostedEvent = {
  event: "posted";
  ref?: string;
  chat: string;
  client: string;
  n: number;
  seq: number;
  at: number;
  /** What is kept of it, where something was masked. */
  text?: string;
};
/** The sender's marks where they rode on the line. */
export type LineEvent = { event: "line"; chat: string; line: Line } & Partial<Marks>;
export type TypingEvent = { event: "typing"; chat: string; from: Side; on: boolean };
export type MarkedEvent = { event: "marked"; chat: string; from: Side } & Marks;
export type PageEvent = { event: "page"; chat: string; at: number } & PageNow;
export type PresenceEvent = { event: "presence"; chat: string; from: Side; present: boolean };
export type PositionEvent = { event: "position"; chat: string; position: number; wait?: Wait };
export type AssignedEvent = { event: "assigned"; chat: Summary };
export type UnassignedEvent = { event: "unassigned"; chat: string; reason: string; by?: string };
/** `accept_mode`: how chats come to agents from now on, if that has changed. */
export type QueueEvent = { event: "queue"; waiting: number; accept_mode?: AcceptMode };
export type MessageEvent = { event: "message"; message: string; state: MessageState };
export type OfferedEvent = { event: "offered" } & Offer;
/** Whom let it pass is told what is `next`: it is offered to another, to them again at a time, or waits. */
export type WithdrawnEvent = { event: "withdrawn"; chat: string; reason: string } & {
  next?: "offered" | "again" | "waiting";
  at?: number;
};
export type WrappingEvent = { event: "wrapping" } & WrapUp;
export type NoteEvent = { event: "note"; chat: string; note: Note };
export type AskedEvent = { event: "asked"; chat: Summary; by: string };
export type EndedEvent = { event: "ended"; chat: string; by: EndedBy; at: number; seq: number };
export type ErrorEvent = {
  event: "error";
  ref?: string;
  code: ErrorCode;
  message: string;
  chat?: string;
  n?: number;
  wait_s?: number;
};

export type ServerEvent =
  | PongEvent
  | WelcomeEvent
  | StatusEvent
  | JoinedEvent
  | PostedEvent
  | LineEvent
  | TypingEvent
  | MarkedEvent
  | PageEvent
  | PresenceEvent
  | PositionEvent
  | AssignedEvent
  | UnassignedEvent
  | QueueEvent
  | MessageEvent
  | EndedEvent
  | OfferedEvent
  | WithdrawnEvent
  | WrappingEvent
  | NoteEvent
  | AskedEvent
  | ErrorEvent;

export type * from "./records";
