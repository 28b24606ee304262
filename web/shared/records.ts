// What the HTTP interface takes and tells, as types: docs/protocol.md. Read as a part of protocol.ts.
import type { AgentStatus, Line, Note, Summary, Wait } from "./protocol";

export type Variable = string | number | boolean;

/** What all beacons of the tag carry. */
interface Beacon {
  account: string;
  visitor: string;
  visit: string;
  page: number;
  /** What happened since the beacon before. */
  events?: PageEventRecord[];
  engagements?: EngagementRecord[];
}

export interface PageView extends Beacon {
  kind: "view";
  url: string;
  title: string;
  referrer: string;
  variables: Record<string, Variable>;
  connection: string;
  language: string;
  screen: string;
  zone: string;
  /** The page before within the same document, and how long it was visible. */
  before?: { page: number; shown_ms: number } | undefined;
  identity?: Identity | undefined;
}

export interface PageLeave extends Beacon {
  kind: "leave";
  shown_ms: number;
}

/** Who the visitor is by the site's own word: signed by the site's server. */
export interface Identity {
  id: string;
  name?: string;
  email?: string;
  signature?: string;
}

/** What the page told by parley("cart", ...) and the like; `at` by the visitor's clock. */
export type PageEventRecord =
  | {
      kind: "cart";
      at: number;
      value?: number;
      items?: number;
      removed?: number;
      currency?: string;
    }
  | {
      kind: "product";
      at: number;
      sku?: string;
      name?: string;
      category?: string;
      price?: number;
    }
  | { kind: "error"; at: number; code?: string; message?: string }
  | {
      kind: "converted";
      at: number;
      name: string;
      value?: number;
      currency?: string;
      order?: string;
    };

export type EngagementState = "offered" | "shown" | "accepted" | "declined" | "ignored" | "control";

/** What became of a rule's invitation; `rule` is its number, 0 is an invitation by hand. */
export interface EngagementRecord {
  rule: number;
  variant: string;
  state: EngagementState;
  at: number;
}

/** The answer to a view. */
export interface ViewAnswer {
  /** Where the visitor is, and with what: as the server tells from the request. */
  place?: Partial<Record<"country" | "region" | "city" | "device" | "browser" | "system", string>>;
  /** By the hand of an agent. */
  invitation?: { id: string; text: string; agent: string };
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
  /** How many wait. */
  waiting?: number;
  /** Whom agents invite by hand: the end of the visit's id, and the invitation's. */
  invited?: [string, string][];
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
  gone: number;
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
