// What the REST API tells of visitors: types alone. Used by the console.
import type { EngagementRecord, Variable } from "./records";

/** In which state a visitor on the site is. */
export type VisitorState = "browsing" | "invited" | "waiting" | "chatting";

export interface SeenPlace {
  country: string;
  region: string;
  city: string;
}

export interface Cart {
  value: number;
  items: number;
  currency: string;
}

/** An invitation by hand. `state` is `offered` until the visitor's tag tells more. */
export interface HandInvitation {
  id: string;
  text: string;
  agent: string;
  agent_name: string;
  at: number;
  state: EngagementRecord["state"];
}

/** Somebody who is on the site now; of a visit. */
export interface LiveVisitor {
  visitor: string;
  visit: string;
  state: VisitorState;
  /** By the site's word (`identity`, verified or not) or as they said in a chat. */
  name: string;
  email: string;
  identity: string;
  verified: boolean;
  url: string;
  title: string;
  /** The number of the page they are on: how many they have seen in this visit. */
  pages: number;
  started: number;
  /** When the page they are on was first shown. */
  page_at: number;
  /** When the last beacon came; `left`: when they left it, 0 while they are there. */
  seen: number;
  left: number;
  /** Earlier visits included; 1: a new visitor. */
  referrer: string;
  language: string;
  connection: string;
  browser: string;
  os: string;
  device: string;
  place: SeenPlace;
  variables: Record<string, Variable>;
  cart: Cart | null;
  /** Each rule's latest state in this visit; rule 0: by hand. */
  engagements: EngagementRecord[];
  invitation: HandInvitation | null;
  /** Their running chat, or "". */
  chat: string;
}

/**
 * GET /v1/visitors?sort=seen|pages|time|cart&page=URL&country=NL&device=phone&variable=plan:gold&
 * state=browsing&rule=17 or 17:shown&search=TEXT&limit=50&after=CURSOR
 * `exact`: all who are there were looked at; else `total` and sorting but by `seen` are of a sample.
 */
export interface LiveVisitors {
  at: number;
  items: LiveVisitor[];
  next: string;
  total: number;
  matching: number;
  exact: boolean;
}

/** GET /v1/visitors/pages, with the same filters: the fullest pages first. */
export interface LivePages {
  at: number;
  items: { url: string; title: string; visitors: number }[];
  total: number;
  exact: boolean;
}

/** A page of a recorded visit. */
export interface RecordedPage {
  n: number;
  url: string;
  title: string;
  at: number;
  shown_ms: number;
  variables: Record<string, Variable>;
}

/** A visit with all that is kept of it: for explain and back-test, and beside a visitor. */
export interface RecordedVisit extends Omit<LiveVisitor, "state" | "chat" | "pages"> {
  pages: RecordedPage[];
  /** How many pages were seen; of a long visit `pages` holds the last 32. */
  seen_pages: number;
  events: { page: number; at: number; kind: string; [name: string]: unknown }[];
  screen: string;
  zone: string;
  ip: string;
}

/** GET /v1/visits?from=MS&to=MS&after=CURSOR: newest first. */
export interface RecordedVisits {
  items: RecordedVisit[];
  next: string;
}

/** GET /v1/visitors/{visitor}: who it is, and the latest visits. */
export interface KnownVisitor {
  visitor: {
    id: string;
    name: string;
    email: string;
    first_seen: number;
    last_seen: number;
    visits: number;
    chats: number;
    last_chat: number;
  };
  visits: RecordedVisit[];
}

/** GET /v1/engagements?from=DAY&to=DAY: how often, by rule, variant and day. */
export interface EngagementCounts {
  items: {
    day: string;
    rule: number;
    variant: string;
    control: number;
    offered: number;
    shown: number;
    accepted: number;
    declined: number;
    ignored: number;
    chatted: number;
    converted: number;
    /** Of those who were kept in the control group. */
    control_converted: number;
  }[];
}

/** POST /v1/visitors/{visitor}/invitation with {visit, text}: 201 with it; DELETE withdraws. */
export interface InvitationRequest {
  visit: string;
  text: string;
}
