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
/** As `keepVisit` makes it. */
const SHAPE = /^vr_[a-z2-7]{26}\.vs_[a-z2-7]{26}\.(ch_\w{1,60})?(\.\d{1,15}){7}$/;

/** In the order in which the cookie has them. */
const TEXTS = 3;
const NAMES = "visitor visit chat page visits first last chatted activity started".split(
  " ",
) as (keyof Visit)[];

/** Where cookies are forbidden the visit lasts as long as the document. */
let inMemory = "";

/** Counts a page view; a new visit begins after half an hour of silence. */
export function nextPage(now: number): Visit {
  const known = readVisit();
  const visit =
    known && !isOver(known, now)
      ? known
      : {
          visitor: `vr_${randomName(26)}`,
          first: now,
          chatted: 0,
          chat: "",
          ...known,
          visit: `vs_${randomName(26)}`,
          page: 0,
          last: known?.activity ?? 0,
          started: now,
          visits: (known?.visits ?? 0) + 1,
        };
  return keepVisit({ ...visit, page: visit.page + 1, activity: now });
}

export function touch(now: number): void {
  const visit = readVisit();
  if (visit) keepVisit({ ...visit, activity: now });
}

export function readVisit(): Visit | null {
  const found = readCookie();
  if (!SHAPE.test(found)) return null;
  const parts = found.split(".");
  return Object.fromEntries(
    NAMES.map((name, index) => [name, index < TEXTS ? parts[index] : Number(parts[index])]),
  ) as unknown as Visit;
}

/** The visitor has withdrawn their consent. */
export function forgetVisit(): void {
  keep("", 0);
}

/** A clock that was put back would hold a visit together for ever. */
function isOver(visit: Visit, now: number): boolean {
  return Math.abs(now - visit.activity) > (visit.chat ? CHAT_HOLDS_MS : VISIT_ENDS_MS);
}

export function keepVisit(kept: Visit): Visit {
  keep(NAMES.map((name) => kept[name]).join("."), THIRTEEN_MONTHS_S);
  return kept;
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
