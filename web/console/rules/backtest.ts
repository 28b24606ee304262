// Recorded visits through rules: how often each would have fired, when, for how many, and which would have met.
// Pure; runs in backtest.worker.ts.
import type { Ledger } from "../../tag/rules/types";
import type { RecordedVisit } from "../visitors/records";
import { type Around, type Firing, type Made, newLedger, nextVisit, replay } from "./replay";

const HOUR_MS = 3_600_000;

export interface RuleOutcome {
  /** In how many visits it would have done something, and how many of these are in a control group. */
  fired: number;
  control: number;
  visitors: number;
  /** Visits in which it held, but another rule was before it. */
  lost: number;
  /** By hour from `from` on. */
  hours: number[];
  /** The first visits it would have fired in. */
  examples: { visitor: string; visit: string; at: number; page: string }[];
}

export interface Outcome {
  visits: number;
  visitors: number;
  from: number;
  rules: { [number: number]: RuleOutcome };
  /** In how many visits both of two rules held, the smaller number first: "3 7". */
  met: { [pair: string]: number };
}

const EXAMPLES = 5;

export class BackTest {
  private readonly ledgers = new Map<string, Ledger>();
  private readonly alone = new Map<string, Ledger>();
  /** Of each visitor: how many of their visits were played, and when the last one ended. */
  private readonly past = new Map<string, { visits: number; ended: number }>();
  private readonly seenBy = new Map<number, Set<string>>();
  private readonly outcome: Outcome;

  constructor(
    private readonly made: Made,
    from: number,
    private readonly hours: number,
    private readonly availability = "online",
  ) {
    this.outcome = { visits: 0, visitors: 0, from, rules: {}, met: {} };
  }

  /** Visits of one visitor have to come in their order. */
  play(visit: RecordedVisit): void {
    const past = this.past.get(visit.visitor);
    const around: Around = {
      visits: (past?.visits ?? 0) + 1,
      availability: this.availability,
      ...(past === undefined ? {} : { lastVisit: past.ended }),
    };
    this.past.set(visit.visitor, { visits: around.visits ?? 1, ended: visit.left || visit.seen });
    const won = this.run(visit, around, this.ledgers, false);
    const held = this.run(visit, around, this.alone, true);
    const winners = new Set(won.map(({ rule }) => rule));
    this.outcome.visits += 1;
    for (const rule of winners) {
      const first = won.find((firing) => firing.rule === rule);
      if (first !== undefined) this.count(visit, rule, first);
    }
    const numbers = [...new Set([...held.map(({ rule }) => rule), ...winners])].sort(
      (a, b) => a - b,
    );
    for (const rule of numbers) if (!winners.has(rule)) this.of(rule).lost += 1;
    numbers.forEach((one, at) => {
      for (const other of numbers.slice(at + 1)) {
        const pair = `${one} ${other}`;
        this.outcome.met[pair] = (this.outcome.met[pair] ?? 0) + 1;
      }
    });
  }

  result(): Outcome {
    return { ...this.outcome, visitors: this.ledgers.size };
  }

  private run(
    visit: RecordedVisit,
    around: Around,
    ledgers: Map<string, Ledger>,
    alone: boolean,
  ): Firing[] {
    const known = ledgers.get(visit.visitor);
    const ledger = known === undefined ? newLedger(visit.visitor) : nextVisit(known);
    ledgers.set(visit.visitor, ledger);
    return replay(this.made, visit, ledger, around, alone);
  }

  private count(
    visit: RecordedVisit,
    rule: number,
    { at, control, page }: { at: number; control: boolean; page: number },
  ): void {
    const outcome = this.of(rule);
    outcome.fired += 1;
    if (control) outcome.control += 1;
    const hour = Math.floor((at - this.outcome.from) / HOUR_MS);
    if (hour >= 0 && hour < this.hours) outcome.hours[hour] = (outcome.hours[hour] ?? 0) + 1;
    const seen = this.seenBy.get(rule) ?? new Set();
    this.seenBy.set(rule, seen.add(visit.visitor));
    outcome.visitors = seen.size;
    if (outcome.examples.length >= EXAMPLES) return;
    const url = visit.pages.find(({ n }) => n === page)?.url ?? "";
    outcome.examples.push({ visitor: visit.visitor, visit: visit.visit, at, page: url });
  }

  private of(rule: number): RuleOutcome {
    const known = this.outcome.rules[rule];
    if (known !== undefined) return known;
    const hours = Array.from({ length: this.hours }, () => 0);
    const fresh = { fired: 0, control: 0, visitors: 0, lost: 0, hours, examples: [] };
    this.outcome.rules[rule] = fresh;
    return fresh;
  }
}
