// What the HTTP interface takes and tells, as types: docs/protocol.md. Read as a part of protocol.ts.
import type { AgentStatus, Line, Note, Summary, Wait } from "./protocol";

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

/** The button's file: what is not there is not known, or not so. */
export interface Availability {
  state: "online" | "busy" | "offline";
  at: number;
  /** For chats that ask for a skill. */
  skills?: Record<string, "online" | "busy" | "offline">;
  /** When business hours begin again. */
  opens?: number;
  /** Nobody more is to wait. */
  full?: boolean;
  /** A newcomer's. */
  position?: number;
  wait?: Wait;
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
  notes?: Note[];
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
  /** The name of the routing rule; "": none. */
  rule: string;
  /** The agent was asked, and may have let it pass. */
  offered: boolean;
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

/** Whom a chat may be passed on to: `online` counts who of them are. */
export interface TransferTargets {
  agents: { id: string; name: string; status: string; used: number; limit: number }[];
  skills: { id: string; name: string; online: number }[];
  groups: { id: string; name: string; online: number }[];
}
