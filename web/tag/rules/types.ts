// What the rules engine is given and gives: the compiled rules, the facts of a page, the ledger of what was
// shown. docs/rules.md says what each source means.
import type { Experiment } from "./draw";

/** One letter for each source of a condition, as compiled rules name it. `name`: see the second column. */
export type Source =
  | "u" // url
  | "t" // title
  | "v" // visited: addresses of this visit in order, the current one last (text[])
  | "T" // page_time_s: how long this page was visible
  | "V" // visit_time_s
  | "P" // pages: page views of this visit, this one counted
  | "s" // scroll: how far this page was ever scrolled, in percent
  | "x" // exit: true while on(EXIT) runs, otherwise false
  | "i" // idle_s: since the visitor last did anything on this page
  | "e" // error: messages and codes of errors of this page (text[])
  | "E" // errors: how many there were in this visit
  | "p" // product viewed last; name: "name" | "sku" | "category" | "price"
  | "c" // cart; name: "value" | "items" | "removed"
  | "C" // converted: how often in this visit; name: the conversion's name, "" for any
  | "n" // visits: 1 for a new visitor
  | "l" // last_visit_s: seconds since the visit before this one ended; undefined for a new visitor
  | "L" // last_chat_s: seconds since the last chat; undefined for never
  | "r" // referrer of the visit's first page
  | "w" // search_words of the referrer, where it tells them
  | "m" // campaign; name: "source" | "medium" | "name" | "term" | "content"
  | "g" // place; name: "country" | "region" | "city"
  | "a" // language of the browser, such as "ar-EG"
  | "d" // device: "desktop" | "phone" | "tablet"
  | "b" // browser, such as "Firefox"
  | "o" // system, such as "Android"
  | "k" // connection, such as "4g"
  | "W" // screen_width in CSS pixels
  | "$" // variable; name: its name
  | "I" // identity: "verified" | "claimed"; undefined for nobody
  | "h" // hour of the visitor's own clock, 0 to 23 and decimals: 9.5 is half past nine
  | "D" // weekday of the visitor's own clock, 0 is Monday
  | "A" // availability: "online" | "busy" | "offline"; name: a skill's id, "" for the account
  | "q" // queue; name: "waiting" | "wait_s"
  | "G" // engagement: how the last one ended: "shown" | "accepted" | "declined" | "ignored"; name: a rule's number, "" for any
  | "N" // engagements: how often it was shown to this visitor, ever; name: as above
  | "O"; // engagement_s: seconds since it was shown last; name: as above

export type Value = string | number | boolean | readonly string[] | undefined;

/** What is so now. `undefined` or `""`: not known; no comparison holds then. Must be quick and never throw. */
export type Facts = (source: Source, name: string) => Value;

/** What happened, as the letters of the sources that it may have changed; clocks are read every time. PAGE (the first
 * page and each after it) begins a page anew and reads every fact. */
export type Trigger = string;
export const PAGE = "";
/** The moment that next() named. */
export const TIMER = " ";
export const SCROLL = "s";
/** The fact "x" is true during this call alone. */
export const EXIT = "x";
/** Variables, product, cart, conversion, error, identity: what the page says by parley(...). */
export const DATA = "$pcCeEI";
/** Place, device, browser, system, availability, queue: what the server says. */
export const TOLD = "gdboAq";
/** The ledger has changed: an invitation was answered, or is over. */
export const ENGAGEMENT = "GN";

export const INVITE = 0;
export const OPEN = 1;
export const ARTICLE = 2;
export const BANNER = 3;
export const BUTTON = 4;
export const ROUTE = 5;
export const SET = 6;
export const SUPPRESS = 7;

/** What a rule does. Texts and pictures are not here but in the offers, by the rule's number. */
export type Action =
  | readonly [do_: typeof INVITE | typeof OPEN | typeof ARTICLE | typeof BANNER]
  /** Without `show` (rule 0): no rule says anything about the button any more. */
  | readonly [do_: typeof BUTTON, show?: 0 | 1]
  /** What it asks for stands with the saved rule: the server reads it by the rule's number. */
  | readonly [do_: typeof ROUTE]
  | readonly [do_: typeof SET, name: string, value: string | number | boolean]
  | readonly [do_: typeof SUPPRESS];

/** A rule that fires. Whether this visitor is in a control group, or which variant is shown, is drawn where it is shown
 * (draw.ts): until the next page nothing else comes in its place. */
export interface Decision {
  rule: number;
  actions: readonly Action[];
}

/** In one visit, ever, when last, when last declined; times in epoch ms, 0 for never. */
export type Tally = readonly [visit: number, ever: number, at: number, declined: number];

/** What was shown before; kept by the tag in first-party storage, shared by all tabs. */
export interface Ledger {
  visitor: string;
  /** Invitations of any rule in this visit, and when the last one was shown (epoch ms, 0 for never). */
  shown: number;
  at: number;
  /** An invitation is being shown, or the window is open: no other may come. The engine sets it when it decides to
   * invite; whoever shows sets it to false when that is over, and then says on(ENGAGEMENT). "page": none may come before
   * the next page, because this visitor is in a control group. */
  up: boolean | "page";
  /** By rule number. What a control group was not shown counts as if it were. */
  rules: Record<number, Tally>;
}

export interface Engine {
  /** The letters of all sources that rules ask for. */
  sources: string;
  /** What is to be done now, in the order of the rules. `now`: epoch ms. */
  on(trigger: Trigger, now: number): Decision[];
  /** In how many seconds a clock, and at which percent scrolling, makes a difference: until then neither needs
   * to be told. Infinity: never on this page. */
  next(): { wait: number; scroll: number };
}

/** A rule in its place, and what must hold for it. On this page: whether it has shown something, and whether it has
 * nothing left to do. */
export interface Listed {
  index: number;
  rule: number;
  manner: Manner;
  first: number;
  others: readonly number[];
  shown: boolean;
  done: boolean;
}

// ---- compiled rules: JSON, with texts where they are smaller. form.ts reads them; docs/adr/0019 has the whole form. ----

/** What many rules have in common. Trailing parts may be missing; 0 says nothing. */
export type Manner = readonly [
  actions: readonly Action[],
  caps?: 0 | readonly [visit?: number, visitor?: number, againS?: number, declinedS?: number],
  schedule?: Schedule,
];

/** By the clock of `zone`, in local days since 1970: the first, the one after the last (0: none); weekdays as bits
 * (1: Monday); from which minute of a day it is open and for how many. */
export type Schedule = readonly [
  from: number,
  to: number,
  days: number,
  begins: number,
  lasts: number,
  zone: number,
];

/** Minutes to add to UTC, then alternately in how many minutes from the last change (the first: from the epoch) it
 * changes, and to what. */
export type Zone = readonly number[];

/** `tables`: heads (source letter, kind letter, name) with their entries; each entry is a condition, with ids from 0 through
 * all tables. Kinds: "*" texts with wildcards, "~" regular expressions, ">" least values as they rise, "<" greatest values
 * (negative, so that they are least ones too), "f" flows: 0 reached, 1 left, 2 back, then steps.
 * `gates`, with ids behind those of conditions: how many of which parts must hold; 0: none may.
 * `rules`: its number less that of the one before (form.ts: signed), its manner, the parts that must all hold. */
export type Compiled = readonly [
  tables: string,
  gates: string,
  manners: readonly Manner[],
  rules: string,
  bounds?: 0 | readonly [perVisit: number, pauseS: number],
  zones?: readonly Zone[],
];

// ---- what is shown: the second file, loaded when something is to be shown ----

export interface Offers {
  /** By rule number: the actions as saved that show something, in order, and per variant what it has instead. */
  [rule: number]: {
    actions: readonly Shown[];
    experiment?: Experiment;
    variants?: readonly { name: string; invite: Partial<Invite> }[];
  };
}

export type Shown =
  | Invite
  | { do: "open" }
  | { do: "article"; title: Texts; link: string }
  | { do: "banner"; text: Texts; link: string };

/** By language ("en"); `""` is said where the visitor's own is missing. */
export type Texts = Record<string, string>;

export interface Invite {
  do: "invite";
  text: Texts;
  title: Texts;
  image: string;
  position: "corner" | "centre" | "bar";
  delay_s: number;
  expires_s: number;
  skill: string;
  accept: Texts;
  decline: Texts;
}
