// A recorded visit as the engine would have seen it: its facts at a moment, and what the rules decide along it.
// What was not recorded (scrolling, leaving, idling) is not known. Used by explain and, in a worker, by the back-test.

import { fateOf } from "../../tag/rules/draw";
import { makeEngine } from "../../tag/rules/engine";
import {
  type Compiled,
  DATA,
  type Decision,
  type Facts,
  INVITE,
  type Ledger,
  type Offers,
  OPEN,
  PAGE,
  TIMER,
  type Value,
} from "../../tag/rules/types";
import type { RecordedPage, RecordedVisit } from "../visitors/records";

export interface Firing extends Decision {
  /** The number of the page view in its visit. */
  page: number;
  at: number;
  /** This visitor sees nothing of it: a control group. */
  control: boolean;
}

/** What a visit does not tell by itself: of the visitor's earlier ones, and how the button stood. */
export interface Around {
  /** 1: their first. */
  visits?: number;
  /** Epoch ms: when the visit before ended, when their last chat was. */
  lastVisit?: number;
  lastChat?: number;
  /** Supposed: it is not recorded. */
  availability?: string;
}

/** Rules as the tag gets them. */
export interface Made {
  compiled: Compiled;
  offers: Offers;
}

export function newLedger(visitor: string): Ledger {
  return { visitor, shown: 0, at: 0, up: false, rules: {} };
}

/** Another visit of the same visitor: what was counted in the one before begins anew. */
export function nextVisit(ledger: Ledger): Ledger {
  const rules = Object.entries(ledger.rules).map(([rule, [, ...rest]]) => [rule, [0, ...rest]]);
  return { ...ledger, shown: 0, up: false, rules: Object.fromEntries(rules) };
}

/** What was so at a moment of the visit, while this page was shown. */
export function factsAt(
  visit: RecordedVisit,
  page: RecordedPage,
  moment: () => number,
  around: Around = {},
): Facts {
  const address = (each: RecordedPage): string => each.url;
  const before = visit.pages.filter(({ n }) => n <= page.n);
  const place: { [name: string]: string } = { ...visit.place };
  const told = (kind: string) =>
    visit.events.filter((event) => event.kind === kind && Number(event.at) <= moment());
  const last = (kind: string, name: string): Value => told(kind).at(-1)?.[name] as Value;
  const local = (): Date => localOf(moment(), visit.zone);
  const ago = (at: number | undefined): Value => at && Math.max(0, moment() - at) / 1000;
  const known: { [source: string]: (name: string) => Value } = {
    u: () => page.url,
    t: () => page.title,
    v: () => before.map(address),
    T: () => (moment() - page.at) / 1000,
    V: () => (moment() - visit.started) / 1000,
    P: () => page.n,
    e: () => told("error").map((event) => String(event.message ?? event.code ?? "")),
    E: () => told("error").length,
    p: (name) => last("product", name),
    c: (name) => last("cart", name),
    C: (name) => told("converted").filter((event) => name === "" || event.name === name).length,
    n: () => around.visits,
    l: () => ago(around.lastVisit),
    L: () => ago(around.lastChat),
    A: () => around.availability,
    q: () => (around.availability === undefined ? undefined : 0),
    r: () => visit.referrer,
    w: () => parameter(visit.referrer, "q"),
    m: (name) => parameter(first(visit), `utm_${name === "name" ? "campaign" : name}`),
    g: (name) => place[name],
    a: () => [visit.language, visit.language.split("-")[0] ?? ""],
    d: () => visit.device,
    b: () => visit.browser,
    o: () => visit.os,
    k: () => visit.connection,
    W: () => Number(visit.screen.split("x")[0]) || undefined,
    $: (name) => page.variables[name] ?? visit.variables[name],
    I: () => (visit.identity === "" ? undefined : visit.verified ? "verified" : "claimed"),
    h: () => local().getUTCHours() + local().getUTCMinutes() / 60,
    D: () => (local().getUTCDay() + 6) % 7,
  };
  return (source, name) => known[source]?.(name);
}

/** All that the rules decide along the visit, and what became of each. The ledger goes on as in the tag. */
export function replay(
  { compiled, offers }: Made,
  visit: RecordedVisit,
  ledger: Ledger,
  around: Around = {},
  /** Every rule as if it were alone: nothing that is up keeps another from showing. */
  alone = false,
): Firing[] {
  return visit.pages.flatMap((page) => {
    const clock = { now: page.at };
    const engine = makeEngine(
      compiled,
      factsAt(visit, page, () => clock.now, around),
      ledger,
    );
    ledger.up = false;
    const decided: [Decision, at: number][] = [];
    for (const [at, trigger] of momentsOf(visit, page, engine.next, clock)) {
      clock.now = at;
      const decisions = engine.on(trigger, at).filter(({ rule }) => rule !== 0);
      for (const decision of decisions) note(ledger, decision, at);
      decided.push(...decisions.map((decision): [Decision, number] => [decision, at]));
      if (alone) forget(ledger);
    }
    return decided.map(([decision, at]) => {
      const { control } = fateOf(offers[decision.rule]?.experiment, ledger.visitor, decision.rule);
      return { ...decision, page: page.n, at, control };
    });
  });
}

/** The page itself, what it told, and each time at which the engine says that a clock makes a difference. */
function* momentsOf(
  visit: RecordedVisit,
  page: RecordedPage,
  next: () => { wait: number },
  clock: { now: number },
): Generator<[at: number, trigger: string]> {
  yield [page.at, PAGE];
  const end = page.at + page.shown_ms;
  const told = visit.events
    .filter((event) => event.page === page.n)
    .map((event) => Number(event.at))
    .sort((one, other) => one - other);
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const timer = clock.now + Math.max(MOMENT_MS, Math.ceil(next().wait * 1000));
    const event = told[0] ?? Number.POSITIVE_INFINITY;
    const at = Math.min(timer, event);
    if (!(at <= end)) break;
    if (event <= timer) told.shift();
    yield [at, event <= timer ? DATA : TIMER];
  }
  for (const at of told) yield [Math.max(at, clock.now), DATA];
}

const MOST_TURNS = 500;
const MOMENT_MS = 10;

/** Shown as decided: by the recorded visit nobody knows what would have been answered. */
function note(ledger: Ledger, { rule, actions }: Decision, at: number): void {
  const shows = actions.some(([code]) => code <= 3);
  if (!shows) return;
  const [visit = 0, ever = 0, , declined = 0] = ledger.rules[rule] ?? [];
  ledger.rules[rule] = [visit + 1, ever + 1, at, declined];
  if (actions.some(([code]) => code === INVITE || code === OPEN)) {
    ledger.shown += 1;
    ledger.at = at;
  }
}

function forget(ledger: Ledger): void {
  ledger.up = false;
  ledger.shown = 0;
  ledger.at = 0;
}

function first(visit: RecordedVisit): string {
  return visit.pages[0]?.url ?? "";
}

function parameter(address: string, name: string): string | undefined {
  return new URLSearchParams(address.split(/[?#]/)[1]).get(name) || undefined;
}

/** The visitor's own clock, read by the UTC methods. */
function localOf(at: number, zone: string): Date {
  try {
    const parts = new Intl.DateTimeFormat("en", {
      timeZone: zone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    }).formatToParts(at);
    const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
    return new Date(
      Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute")),
    );
  } catch {
    return new Date(at);
  }
}
