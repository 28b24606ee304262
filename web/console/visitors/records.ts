// What the API says of visitors who are on the site, and of recorded visits.

export interface Seen {
  country: string;
  region: string;
  city: string;
}

export interface Cart {
  value: number;
  items: number;
  currency: string;
  removed: number;
}

export interface Engagement {
  rule: number;
  variant: string;
  state: string;
  at: number;
}

export interface HandInvitation {
  id: string;
  text: string;
  agent: string;
  agent_name: string;
  at: number;
  state: string;
}

export type Variables = Readonly<Record<string, string | number | boolean>>;

export interface VisitTold {
  visitor: string;
  visit: string;
  name: string;
  email: string;
  identity: string;
  verified: boolean;
  url: string;
  title: string;
  started: number;
  page_at: number;
  seen: number;
  left: number;
  referrer: string;
  language: string;
  connection: string;
  browser: string;
  os: string;
  device: string;
  place: Seen;
  variables: Variables;
  cart: Cart | null;
  engagements: readonly Engagement[];
  invitation: HandInvitation | null;
}

export const STATES = ["browsing", "invited", "waiting", "chatting"] as const;
export type State = (typeof STATES)[number];

export interface LiveVisitor extends VisitTold {
  state: State;
  pages: number;
  chat: string;
}

export interface LivePage {
  at: number;
  items: LiveVisitor[];
  next: string;
  total: number;
  matching: number;
  exact: boolean;
}

export interface PageCount {
  url: string;
  title: string;
  visitors: number;
}

export interface PageCounts {
  at: number;
  items: PageCount[];
  total: number;
  exact: boolean;
}

export interface RecordedPage {
  n: number;
  url: string;
  title: string;
  at: number;
  shown_ms: number;
  variables: Variables;
}

/** What a page told in a visit, such as its cart. */
export type VisitEvent = Readonly<Record<string, unknown>>;

export interface RecordedVisit extends VisitTold {
  pages: readonly RecordedPage[];
  seen_pages: number;
  events: readonly VisitEvent[];
  screen: string;
  zone: string;
  ip: string;
}

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
  visits: readonly RecordedVisit[];
}
