// The first-party cookie: who the visitor is, which visit this is, and the chat that is running.
// Read again before each change, because other tabs of the visitor write it too.
import type { Visit } from "../shared/bridge";
import { randomName } from "../shared/ids";
import { attempt } from "./guard";

const COOKIE = "parley_visitor=";
const VISIT_ENDS_MS = 30 * 60_000;
/** A running chat holds its visit together while the visitor only reads and writes. */
const CHAT_HOLDS_MS = 24 * 3_600_000;
const THIRTEEN_MONTHS_S = 395 * 24 * 3600;
/** As `keepVisit` makes it; the last two are missing in cookies of older tags. */
const SHAPE =
  /^vr_[a-z2-7]{26}(\.\w{1,9}){3}\.vs_[a-z2-7]{26}\.\d{1,5}\.\w{1,9}\.(ch_\w{1,60})?(\.\w{1,9}){0,2}$/;

/** Where cookies are forbidden the visit lasts as long as the document. */
let inMemory = "";

/** Counts a page view; a new visit begins after half an hour of silence. */
export function nextPage(now: number): Visit {
  const known = readVisit();
  const visit =
    !known || isOver(known, now)
      ? {
          visitor: known?.visitor ?? `vr_${randomName(26)}`,
          first: known?.first ?? now,
          last: known?.activity ?? 0,
          chatted: known?.chatted ?? 0,
          visit: `vs_${randomName(26)}`,
          page: 0,
          chat: known?.chat ?? "",
          started: now,
          visits: (known?.visits ?? 0) + 1,
        }
      : known;
  return keepVisit({ ...visit, page: visit.page + 1, activity: now });
}

export function touch(now: number): void {
  const visit = readVisit();
  if (visit) keepVisit({ ...visit, activity: now });
}

export function readVisit(): Visit | null {
  const found = readCookie();
  if (!SHAPE.test(found)) return null;
  const [
    visitor = "",
    first,
    last,
    chatted,
    visit = "",
    page,
    activity,
    chat = "",
    started,
    visits,
  ] = found.split(".");
  return {
    visitor,
    first: time(first),
    last: time(last),
    chatted: time(chatted),
    visit,
    page: Number(page),
    activity: time(activity),
    chat,
    started: time(started ?? activity),
    visits: Number.parseInt(visits ?? "1", 36),
  };
}

/** The visitor has withdrawn their consent. */
export function forgetVisit(): void {
  keep("", 0);
}

/** A clock that was put back would hold a visit together for ever. */
function isOver(visit: Visit, now: number): boolean {
  return Math.abs(now - visit.activity) > (visit.chat ? CHAT_HOLDS_MS : VISIT_ENDS_MS);
}

export function keepVisit(visit: Visit): Visit {
  const { visitor, first, last, chatted, page, activity, chat, started, visits } = visit;
  keep(
    [visitor, short(first), short(last), short(chatted), visit.visit, page]
      .concat(short(activity), chat, short(started), visits.toString(36))
      .join("."),
    THIRTEEN_MONTHS_S,
  );
  return visit;
}

// ---- the cookie ----

function keep(value: string, seconds: number): void {
  inMemory = value;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // A sandboxed document may not have cookies.
  attempt(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two browsers.
    document.cookie = `${COOKIE}${value}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`;
  });
}

function readCookie(): string {
  const found = attempt(() => document.cookie.split("; ").find((pair) => pair.startsWith(COOKIE)));
  return found?.slice(COOKIE.length) ?? inMemory;
}

/** Seconds in base 36: the cookie travels with every request to the site. */
function short(ms: number): string {
  return Math.round(ms / 1000).toString(36);
}

function time(text = ""): number {
  return Number.parseInt(text, 36) * 1000 || 0;
}
