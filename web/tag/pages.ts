// Page views and how long each was visible: one request for a page and one at its end. Called by index.ts.
import type { Visit } from "../shared/bridge";
import type {
  EngagementRecord,
  Identity,
  PageEventRecord,
  PageView,
  ViewAnswer,
} from "../shared/protocol";
import { watchAddress } from "./address";
import { config } from "./config";
import { ask, cut, isVisible, later, on, whenIdle } from "./guard";
import { variables } from "./variables";
import { nextPage, touch } from "./visit";
import { timeZone } from "./zone";

/** The title of a page within an application often follows its address. */
const TITLE_FOLLOWS_MS = 150;
const NEWS_GATHER_MS = 1_000;
/** How often a page may be told of again because something on it has changed. */
const MOST_AGAIN = 5;
/** Of events, and of engagements: in one beacon, and waiting for one. */
const AT_ONCE = 10;
const MOST_WAITING = 50;
/** Of the protocol. */
const LONGEST_URL = 2_000;
const LONGEST_TITLE = 300;

/** What waits for the next beacon. */
export const news: {
  events: PageEventRecord[];
  engagements: EngagementRecord[];
  identity?: Identity | undefined;
} = { events: [], engagements: [] };

/** The visit and its current page; none before the visitor may be known. */
export let visit: Visit | undefined;
export let referrer = document.referrer;

let moved: () => void;
let answered: (answer: ViewAnswer) => void;
/** How long the page was visible before it was last hidden, and since when it is again, or -1. */
let shownBefore = 0;
let visibleSince = -1;
let pendingView = 0;
/** The total the last leave told. */
let told = -1;
/** How often this page was told of. */
let views = 0;
/** The address has just changed and may change again: redirects are not pages. */
let settling = false;
/** The visitor has withdrawn their consent. */
let stopped = false;
let before: PageView["before"];

/** Begins to count. `onPage` hears of every page after the first, `onAnswer` what the server says of one. */
export function startPages(onPage: () => void, onAnswer: (answer: ViewAnswer) => void): void {
  moved = onPage;
  answered = onAnswer;
  visit = nextPage(Date.now());
  look();
  whenIdle(timeZone);
  whenIdle(() => {
    if (!views) tell();
  });
  on(document, "visibilitychange", () => (isVisible() ? look() : hide()));
  on(window, "pagehide", hide);
  on(window, "pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) begin(referrer);
  });
  watchAddress(move);
}

export function stopPages(stop: boolean): void {
  stopped = stop;
}

/** How long the page has been visible. */
export function shownMs(): number {
  return Math.round(shownBefore + (visibleSince < 0 ? 0 : performance.now() - visibleSince));
}

/** There is something new to tell: the agent should see it before the next page. */
export function tellAgain(): void {
  if (views && views <= MOST_AGAIN && !pendingView) tellIn(NEWS_GATHER_MS);
}

/** A page that tells more at once is not listened to. */
export function wait<Entry>(waiting: Entry[], entry: Entry): void {
  if (waiting.length < MOST_WAITING) waiting.push(entry);
  tellAgain();
}

export function connectionType(): string | undefined {
  const { connection } = navigator as Navigator & { connection?: { effectiveType?: string } };
  return connection?.effectiveType;
}

function look(): void {
  if (isVisible() && visibleSince < 0) visibleSince = performance.now();
}

function hide(): void {
  shownBefore = shownMs();
  visibleSince = -1;
  if (pendingView || !views) tell(true);
  if (shownBefore === told && !news.events[0] && !news.engagements[0]) return;
  told = shownBefore;
  send({ kind: "leave", shown_ms: told }, true);
  if (!stopped) touch(Date.now());
}

function move(from: string): void {
  if (settling) moved();
  else {
    // A page that was not told of yet has to be, before the next one speaks of it.
    if (!views) tell();
    before = { page: visit?.page ?? 0, shown_ms: shownMs() };
    begin(from);
  }
  tellIn(TITLE_FOLLOWS_MS);
}

function begin(from: string): void {
  if (stopped) return;
  referrer = from;
  visit = nextPage(Date.now());
  shownBefore = views = 0;
  told = visibleSince = -1;
  look();
  settling = true;
  tellIn(TITLE_FOLLOWS_MS);
  moved();
}

function tellIn(ms: number): void {
  clearTimeout(pendingView);
  pendingView = later(tell, ms);
}

/** Tells of the page, or of it again. */
export function tell(leaving?: boolean): void {
  clearTimeout(pendingView);
  pendingView = 0;
  views++;
  settling = false;
  const page: Omit<PageView, "account" | "visitor" | "visit" | "page"> = {
    kind: "view",
    url: cut(location.href, LONGEST_URL),
    title: cut(document.title, LONGEST_TITLE),
    referrer: cut(referrer, LONGEST_URL),
    variables,
    connection: connectionType() ?? "",
    language: cut(navigator.language ?? "", 35),
    screen: `${screen.width}x${screen.height}`,
    zone: timeZone(),
    // JSON leaves out what is not there.
    before,
    identity: news.identity,
  };
  before = undefined;
  send(page, leaving);
}

function send(more: object, leaving?: boolean): void {
  if (stopped || !visit) return;
  const url = `${config.api}/v1/visits`;
  const body = JSON.stringify({
    account: config.account,
    visitor: visit.visitor,
    visit: visit.visit,
    page: visit.page,
    ...more,
    events: some(news.events),
    engagements: some(news.engagements),
  });
  // A text is a simple request, so nothing is asked before it; either way it outlives the page.
  if (leaving && navigator.sendBeacon?.(url, body)) return;
  ask(url, { method: "POST", body, keepalive: true }, (answer) => answered(answer as ViewAnswer));
}

/** Takes out as many as one beacon holds; JSON leaves out what is not there. */
function some<Entry>(waiting: Entry[]): Entry[] | undefined {
  return waiting[0] && waiting.splice(0, AT_ONCE);
}
