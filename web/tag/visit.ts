// The first-party cookie: who the visitor is, which visit this is, and the chat that is running.
// Read again before each change, because other tabs of the visitor write it too.
import { randomName } from "../shared/ids";

const COOKIE = "parley_visitor";
const VISIT_ENDS_MS = 30 * 60_000;
/** A running chat holds its visit together while the visitor only reads and writes. */
const CHAT_HOLDS_MS = 24 * 3_600_000;
const THIRTEEN_MONTHS_S = 395 * 24 * 3600;

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
}

/** Where cookies are forbidden the visit lasts as long as the document. */
let inMemory = "";

/** Counts a page view; a new visit begins after half an hour of silence. */
export function nextPage(now: number): Visit {
  const known = readVisit();
  const visit = !known ? newVisitor(now) : isOver(known, now) ? nextVisit(known) : known;
  return write({ ...visit, page: visit.page + 1, activity: now });
}

export function touch(now: number): void {
  const visit = readVisit();
  if (visit) write({ ...visit, activity: now });
}

/** Notes the running chat, or by "" that there is none any more. */
export function noteChat(chat: string, now: number): void {
  const visit = readVisit();
  if (!visit || (visit.chat === chat && chat === "")) return;
  write({ ...visit, chat, chatted: now });
}

export function readVisit(): Visit | null {
  const found = readCookie().split(".");
  const [visitor = "", first, last, chatted, visit = "", page, activity, chat = ""] = found;
  if (!/^vr_[a-z2-7]{26}$/.test(visitor) || !/^vs_[a-z2-7]{26}$/.test(visit)) return null;
  if (!/^(ch_\w{1,60})?$/.test(chat)) return null;
  return {
    visitor,
    first: time(first),
    last: time(last),
    chatted: time(chatted),
    visit,
    page: count(page),
    activity: time(activity),
    chat,
  };
}

function newVisitor(now: number): Visit {
  const visitor = `vr_${randomName(26)}`;
  return {
    visitor,
    first: now,
    last: 0,
    chatted: 0,
    visit: newId(),
    page: 0,
    activity: now,
    chat: "",
  };
}

function nextVisit(visit: Visit): Visit {
  return { ...visit, visit: newId(), page: 0, last: visit.activity };
}

function isOver(visit: Visit, now: number): boolean {
  return now - visit.activity > (visit.chat ? CHAT_HOLDS_MS : VISIT_ENDS_MS);
}

function newId(): string {
  return `vs_${randomName(26)}`;
}

// ---- the cookie ----

function write(visit: Visit): Visit {
  const { visitor, first, last, chatted, page, activity, chat } = visit;
  const value = [visitor, short(first), short(last), short(chatted), visit.visit, page]
    .concat(short(activity), chat)
    .join(".");
  inMemory = value;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two browsers.
    document.cookie = `${COOKIE}=${value}; Path=/; Max-Age=${THIRTEEN_MONTHS_S}; SameSite=Lax${secure}`;
  } catch {
    // A sandboxed document may not have cookies.
  }
  return visit;
}

function readCookie(): string {
  try {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${COOKIE}=`));
    return found ? found.slice(COOKIE.length + 1) : inMemory;
  } catch {
    return inMemory;
  }
}

/** Seconds in base 36: the cookie travels with every request to the site. */
function short(ms: number): string {
  return Math.round(ms / 1000).toString(36);
}

function time(text: string | undefined): number {
  const seconds = Number.parseInt(text ?? "", 36);
  return Number.isSafeInteger(seconds * 1000) ? seconds * 1000 : 0;
}

function count(text: string | undefined): number {
  const found = Number(text);
  return Number.isInteger(found) && found >= 0 && found < 100_000 ? found : 0;
}
