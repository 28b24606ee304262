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

export interface Pages {
  visit(): Visit;
  /** Variables have changed: the agent should see them before the next page. */
  changed(): void;
}

/** Begins to count; `onPage` is told of every page after the first. */
export function watchPages(config: TagConfig, onPage: () => void): Pages {
  let visit = nextPage(Date.now());
  let referrer = document.referrer;
  let shownBefore = 0;
  let visibleSince = isVisible() ? performance.now() : -1;
  let pendingView = 0;
  let told = -1;
  let viewed = false;
  /** The address has just changed and may change again: redirects are not pages. */
  let settling = false;

  const view = (): void => {
    clearTimeout(pendingView);
    pendingView = 0;
    viewed = true;
    settling = false;
    send(config, describePage(config, visit, referrer));
  };
  const shown = (): number =>
    Math.round(shownBefore + (visibleSince < 0 ? 0 : performance.now() - visibleSince));
  const leave = (): void => {
    if (pendingView || !viewed) view();
    const total = shown();
    if (total === told) return;
    told = total;
    touch(Date.now());
    const { visitor, page } = visit;
    const { account } = config;
    const body: PageLeave = {
      account,
      visitor,
      visit: visit.visit,
      page,
      kind: "leave",
      shown_ms: total,
    };
    send(config, body);
  };
  const pause = (): void => {
    shownBefore = shown();
    visibleSince = -1;
    leave();
  };
  const begin = (from: string): void => {
    referrer = cut(from, LIMITS.url);
    visit = nextPage(Date.now());
    shownBefore = 0;
    told = -1;
    visibleSince = isVisible() ? performance.now() : -1;
    settle();
    onPage();
  };
  const settle = (): void => {
    clearTimeout(pendingView);
    settling = true;
    pendingView = window.setTimeout(guarded(view), TITLE_FOLLOWS_MS);
  };

  whenIdle(timeZone);
  whenIdle(() => {
    if (!viewed) view();
  });
  on(document, "visibilitychange", () => {
    if (!isVisible()) pause();
    else if (visibleSince < 0) visibleSince = performance.now();
  });
  on(window, "pagehide", pause);
  on(window, "pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) begin(referrer);
  });
  watchAddress((before) => {
    if (settling) {
      settle();
      return;
    }
    leave();
    begin(before);
  });
  return {
    visit: () => visit,
    changed: () => {
      if (viewed && !pendingView)
        pendingView = window.setTimeout(guarded(view), VARIABLES_GATHER_MS);
    },
  };
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
