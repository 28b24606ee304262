// What the tag, the chat window and the invitations' view are to each other: scripts on a page that is not ours.
// The window's file hands `OpenWindow` to the tag by parley("window", open), the view's its `ShowOffers`
// by parley("invitation", show).
import type { Compiled, Ledger, Listed } from "../tag/rules/types";
import type { Availability, EngagementRecord, ViewAnswer } from "./protocol";

/**
 * What the tag hands to a file that it has loaded: as it has it, because what only the others need
 * would be carried by every page in vain.
 */
export interface Tag {
  account: string;
  /** Origin of the API. */
  api: string;
  language: string;
  /** The tag's button, in whose root styles may be put. */
  root: ShadowRoot;
  button(shown: Partial<ButtonShown>): void;
  availability: { told: Availability | null; refresh(): void };
  /** Who is here, read anew from the cookie, or as it was when the page began. */
  visit(): Visit | undefined;
  keep(visit: Visit): void;
  /** The skill that the page, or a rule, asks for, or "". */
  skill(): string;
  /** The number of the rule that led to this chat, or "". */
  rule(): string;
}

/** What the button is to show; whatever is not named stays. */
export interface ButtonShown {
  told: Availability | null;
  /** A rule hides it, or shows it again. */
  allowed: boolean;
  /** The window is open: the button is out of its way. */
  open: boolean;
  /** A chat is running: whoever is there for others, this button leads back to it. */
  running: boolean;
  loading: boolean;
  failed: boolean;
  /** In place of what availability says: on the button, and as its name. */
  text: string;
  name: string;
}

/** Who the visitor is and which visit this is, as the cookie keeps it. */
export interface Visit {
  visitor: string;
  /** When this visitor was first seen, and when the visit before this one ended. */
  first: number;
  last: number;
  /** When the visitor last took part in a chat; 0 for never. */
  chatted: number;
  visit: string;
  page: number;
  activity: number;
  /** The running chat, or "". */
  chat: string;
  /** When this visit began, and which of the visitor's it is. */
  started: number;
  visits: number;
}

/** The tag, as the window sees it: made by window/host.ts. */
export interface Host {
  account: string;
  /** Origin of the API. */
  api: string;
  language: string;
  /** Who is here; asked for each time, because a new visit may have begun. */
  identity(): { visitor: string; visit: string };
  /** The skill that the page asks for, or "". */
  skill(): string;
  /** The rule that led here, or "". */
  rule(): string;
  /** The chat the cookie says is running, or "". */
  chat(): string;
  availability(): Availability["state"] | null;
  /** What its file told beside the state, as of at most a minute ago. */
  told(): Availability | null;
  /** Ask whether somebody is there now; `available` tells what has changed. */
  refresh(): void;
  /** The chat now running, or "": noted for the next page and other tabs. */
  running(chat: string): void;
  /** The window is shown or minimised. */
  shown(open: boolean): void;
  unread(count: number): void;
}

/** The window, as the tag sees it. */
export interface ChatWindow {
  /** `quietly`: the visitor did not ask for it, and what they do goes on. */
  open(quietly?: boolean): void;
  minimise(): void;
  /** The page within an application has changed. */
  page(): void;
  available(state: Availability["state"]): void;
}

export type OpenWindow = (tag: Tag) => ChatWindow;

/** In session storage: this tab of the browser shows the window, on the next page as well. */
export const OPEN_KEY = "parley.open";

// ---- what rules show: a file of its own, loaded when there is something ----

/** Something to be shown. What it is stands in the offers by the rule's number. */
export interface Showing {
  rule: number;
  /** Its index in the rule's experiment: drawn by whoever shows it. */
  variant?: number;
  /** As rules/types.ts has them. */
  actions: readonly (readonly unknown[])[];
  /** An invitation by the hand of an agent: rule 0. */
  hand?: NonNullable<ViewAnswer["invitation"]>;
}

/** In place of a rule: the visitor wants to chat but has not yet agreed to be known. */
export const CONSENT = -1;

/** Rules hold: what of it may be done is decided by whoever shows it. */
export interface Holding {
  holding: readonly Listed[];
  /** A page begins, and nothing is shown on it yet. */
  begins: boolean;
}

/** What the tag hands to the file that shows invitations. */
export interface Stage {
  rules: Compiled;
  /** What rules do besides showing something. */
  button(shown: Partial<ButtonShown>): void;
  set(name: string, value: unknown): unknown;
  /** Where a chat that begins here should go is said by this rule. */
  route(rule: number): void;
  language: string;
  /** Address of the offers, or "". */
  offers: string;
  /** The ledger; who changes it says so by `engaged`. */
  memory: Ledger & { G: Record<string, string> };
  engaged(engagement: EngagementRecord): void;
  /** Opens the window, for a chat about a skill that this rule led to. */
  open(rule: number, skill: string, byRule?: boolean): void;
  /** Set by the file: the window has been opened; the page goes, and its last beacon with it. */
  opened?: () => void;
  left?: () => void;
  /** Set by the file: an agent has taken back what they offered. */
  withdrawn?: (hand: string) => void;
}

export type TakeStage = (stage: Stage) => (showing: Showing | Holding) => void;
