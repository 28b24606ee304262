// Every frame and record of docs/protocol.md, as types. Read by the tag, the window and the console;
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
export type AgentStatus = "online" | "away";

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
export type SetStatus = Ref & { action: "status"; status: AgentStatus };
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
  | End;

// ---- frames to the browser ----

export type PongEvent = { event: "pong"; ref?: string; at: number };
export type WelcomeEvent = {
  event: "welcome";
  ref?: string;
  agent: { id: string; name: string; role: string; max_chats: number; status: AgentStatus };
  chats: Summary[];
  waiting: number;
};
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
export type UnassignedEvent = { event: "unassigned"; chat: string; reason: string };
export type QueueEvent = { event: "queue"; waiting: number };
export type MessageEvent = { event: "message"; message: string; state: MessageState };
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
  | ErrorEvent;

// ---- HTTP ----

export type Variable = string | number | boolean;

export interface PageView {
  account: string;
  visitor: string;
  visit: string;
  page: number;
  kind: "view";
  url: string;
  title: string;
  referrer: string;
  variables: Record<string, Variable>;
  connection: string;
  language: string;
  screen: string;
  zone: string;
}

export interface PageLeave {
  account: string;
  visitor: string;
  visit: string;
  page: number;
  kind: "leave";
  shown_ms: number;
}

export interface SocketTicket {
  ticket: string;
  url: string;
}

export interface VisitorTicket extends SocketTicket {
  chat: string | null;
}

export interface Availability {
  state: "online" | "busy" | "offline";
  at: number;
}

export interface AgentRecord {
  id: string;
  account: string;
  name: string;
  email: string;
  role: string;
  max_chats: number;
  status: AgentStatus;
  permissions: readonly string[];
  account_name: string;
}

export interface ChatPage {
  chats: Summary[];
  next: string | null;
}

/** A line as it is read back: `kept` says that what was masked in it may be revealed. */
export interface ReadLine extends Line {
  kept: boolean;
}

export interface ChatRecord {
  chat: Summary;
  lines: ReadLine[];
}

export interface Place {
  country: string;
  region: string;
  city: string;
}

export interface PageRecord {
  n: number;
  url: string;
  title: string;
  at: number;
  shown_ms: number;
}

/** What was found about one agent when a chat was handed out. */
export interface Verdict {
  agent: string;
  name: string;
  reason: string;
  used: number;
  limit: number;
  received: number;
  detail: string;
}

/** Why a chat came to an agent: all who were looked at, best first; `others` counts the rest. */
export interface Decision {
  at: number;
  agent: string;
  name: string;
  verdicts: Verdict[];
  others: Record<string, number>;
}

export interface VisitorRecord {
  visitor: {
    id: string;
    name: string;
    email: string;
    first_seen: number;
    last_seen: number;
    visits: number;
    chats: number;
  };
  visit: {
    id: string;
    started: number;
    referrer: string;
    language: string;
    browser: string;
    os: string;
    device: string;
    screen: string;
    zone: string;
    connection: string;
    place: Place;
    ip: string;
    variables: Record<string, Variable>;
    pages: PageRecord[];
  };
  earlier: Summary[];
}

/** An error answer of the HTTP interface (application/problem+json). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
}
