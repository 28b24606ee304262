// Page views and how long each was visible, sent as beacons. Called by index.ts.
import { LIMITS, type PageLeave, type PageView } from "../shared/protocol";
import type { TagConfig } from "./config";
import { cut, guarded, on, whenIdle } from "./guard";
import { currentVariables } from "./variables";
import { nextPage, touch, type Visit } from "./visit";
import { timeZone } from "./zone";

/** The title of a page within an application often follows its address. */
const TITLE_FOLLOWS_MS = 150;
const VARIABLES_GATHER_MS = 1_000;

export class Pages {
  readonly #config: TagConfig;
  readonly #onPage: () => void;
  #visit: Visit;
  #referrer = document.referrer;
  /** How long the page was visible before it was last hidden, and since when it is again, or -1. */
  #shownBefore = 0;
  #visibleSince = -1;
  #pendingView = 0;
  /** The total the last leave told. */
  #told = -1;
  #viewed = false;
  /** The address has just changed and may change again: redirects are not pages. */
  #settling = false;

  /** Begins to count; `onPage` is told of every page after the first. */
  constructor(config: TagConfig, onPage: () => void) {
    this.#config = config;
    this.#onPage = onPage;
    this.#visit = nextPage(Date.now());
    this.#look();
    whenIdle(timeZone);
    whenIdle(() => {
      if (!this.#viewed) this.#view();
    });
    on(document, "visibilitychange", () => (isVisible() ? this.#look() : this.#hide()));
    on(window, "pagehide", () => this.#hide());
    on(window, "pageshow", (event) => {
      if ((event as PageTransitionEvent).persisted) this.#begin(this.#referrer);
    });
    watchAddress((before) => this.#moved(before));
  }

  get visit(): Visit {
    return this.#visit;
  }

  /** Variables have changed: the agent should see them before the next page. */
  changed(): void {
    if (this.#viewed && !this.#pendingView) this.#viewIn(VARIABLES_GATHER_MS);
  }

  #look(): void {
    if (isVisible() && this.#visibleSince < 0) this.#visibleSince = performance.now();
  }

  #hide(): void {
    this.#shownBefore = this.#shown();
    this.#visibleSince = -1;
    this.#leave();
  }

  #shown(): number {
    const now = this.#visibleSince < 0 ? 0 : performance.now() - this.#visibleSince;
    return Math.round(this.#shownBefore + now);
  }

  #moved(before: string): void {
    if (this.#settling) {
      this.#viewIn(TITLE_FOLLOWS_MS);
      return;
    }
    this.#leave();
    this.#begin(before);
  }

  #begin(referrer: string): void {
    this.#referrer = referrer;
    this.#visit = nextPage(Date.now());
    this.#shownBefore = 0;
    this.#told = this.#visibleSince = -1;
    this.#look();
    this.#settling = true;
    this.#viewIn(TITLE_FOLLOWS_MS);
    this.#onPage();
  }

  #viewIn(ms: number): void {
    clearTimeout(this.#pendingView);
    this.#pendingView = window.setTimeout(
      guarded(() => this.#view()),
      ms,
    );
  }

  #view(): void {
    clearTimeout(this.#pendingView);
    this.#pendingView = 0;
    this.#viewed = true;
    this.#settling = false;
    send(this.#config, describePage(this.#config, this.#visit, this.#referrer));
  }

  #leave(): void {
    if (this.#pendingView || !this.#viewed) this.#view();
    const total = this.#shown();
    if (total === this.#told) return;
    this.#told = total;
    touch(Date.now());
    const { visitor, visit, page } = this.#visit;
    const { account } = this.#config;
    send(this.#config, { account, visitor, visit, page, kind: "leave", shown_ms: total });
  }
}

// ---- what a page view says ----

function describePage(config: TagConfig, visit: Visit, referrer: string): PageView {
  return {
    account: config.account,
    visitor: visit.visitor,
    visit: visit.visit,
    page: visit.page,
    kind: "view",
    url: cut(location.href, LIMITS.url),
    title: cut(document.title, LIMITS.title),
    referrer: cut(referrer, LIMITS.url),
    variables: currentVariables(),
    connection: connectionType(),
    language: cut(navigator.language ?? "", 35),
    screen: `${screen.width}x${screen.height}`,
    zone: timeZone(),
  };
}

function connectionType(): string {
  const { connection } = navigator as Navigator & { connection?: { effectiveType?: string } };
  return connection?.effectiveType ?? "";
}

function isVisible(): boolean {
  return document.visibilityState === "visible";
}

/** A simple request, so nothing is asked before it; it outlives the page and its answer is not read. */
function send(config: TagConfig, body: PageView | PageLeave): void {
  const url = `${config.api}/v1/visits`;
  const text = JSON.stringify(body);
  if (navigator.sendBeacon?.(url, text)) return;
  const options = { method: "POST", body: text, keepalive: true, mode: "no-cors" } as const;
  fetch(url, { ...options, credentials: "omit" }).catch(() => undefined);
}

// ---- navigation without a new document ----

/** Watches the address without touching the page's history functions. */
function watchAddress(moved: (before: string) => void): void {
  let current = location.href;
  const look = guarded((event?: Event) => {
    const before = current;
    current = location.href;
    // A filter or a search kept in the address as one types is the same page.
    const replaced =
      (event as { navigationType?: string } | undefined)?.navigationType === "replace";
    if (replaced && path(before) === path(current)) return;
    if (route(before) !== route(current)) moved(before);
  });
  const { navigation } = window as Window & { navigation?: EventTarget };
  if (navigation) {
    on(navigation, "currententrychange", look);
    return;
  }
  on(window, "popstate", look);
  on(window, "hashchange", look);
  // Applications push their history entry while they handle a click, or when its content has come.
  on(document, "click", () => {
    setTimeout(() => look(), 0);
    setTimeout(() => look(), 1_000);
  });
}

function path(address: string): string {
  return route(address).split("?", 1)[0] ?? "";
}

/** Fragments count as pages only where the application uses them as addresses (#/ or #!). */
function route(address: string): string {
  const [page = "", fragment = ""] = address.split("#", 2);
  return /^[/!]/.test(fragment) ? `${page}#${fragment}` : page;
}
