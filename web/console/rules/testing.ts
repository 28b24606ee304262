// A back-test under way: the draft rules compiled, the days' visits read page by page, played in a worker. No DOM.
import { signal } from "@preact/signals";
import type { AdminServer } from "../admin/server";
import type { RecordedVisit } from "../visitors/records";
import type { Outcome } from "./backtest";
import type { ToWorker } from "./backtest.worker";
import { bodyOf, type KeptEdits } from "./draft";
import { RULES } from "./edit";
import type { Compilation } from "./explaining";
import type { Rule } from "./rule";

export const DAY_MS = 86_400_000;
const HOURS = 24;
const PAGE = 100;
/** What a browser keeps and plays within reason; more visits are told of. */
const MOST_VISITS = 20_000;

export interface Progress {
  /** 0 to 1: how much of the days is read. */
  part: number;
  visits: number;
}

interface VisitPage {
  items: RecordedVisit[];
  next: string;
}

export class Testing {
  readonly progress = signal<Progress | null>(null);
  readonly outcome = signal<Outcome | null>(null);
  readonly failure = signal<unknown>(null);
  /** Not all visits of these days were played. */
  readonly cut = signal(false);
  /** The rules that were played. */
  readonly rules = signal<readonly Rule[]>([]);
  #turn = 0;

  constructor(
    private readonly server: AdminServer,
    private readonly makeWorker: () => Worker,
  ) {}

  stop(): void {
    this.#turn++;
    this.progress.value = null;
  }

  /** `availability` is what the button is supposed to have shown. */
  async run(
    rules: readonly Rule[],
    firstDay: number,
    days: number,
    availability: string,
  ): Promise<void> {
    const turn = ++this.#turn;
    this.failure.value = null;
    this.outcome.value = null;
    this.cut.value = false;
    this.progress.value = { part: 0, visits: 0 };
    const worker = this.makeWorker();
    try {
      const made = await compiled(this.server, rules);
      const visits = await this.#read(turn, firstDay, days);
      if (turn !== this.#turn) return;
      this.rules.value = rules;
      this.outcome.value = await played(worker, {
        begin: { kind: "begin", made, from: firstDay, hours: days * HOURS, availability },
        visits,
      });
    } catch (failure) {
      if (turn === this.#turn) this.failure.value = failure;
    } finally {
      worker.terminate();
      if (turn === this.#turn) this.progress.value = null;
    }
  }

  /** All visits of the days, each visitor's in their order. */
  async #read(turn: number, firstDay: number, days: number): Promise<RecordedVisit[]> {
    const visits: RecordedVisit[] = [];
    for (let day = 0; day < days && turn === this.#turn; day++) {
      const from = firstDay + day * DAY_MS;
      for (let after = ""; ; ) {
        const page = await this.#page(from, after);
        visits.push(...page.items);
        this.progress.value = { part: (day + 0.5) / days, visits: visits.length };
        after = page.next;
        this.cut.value = visits.length >= MOST_VISITS;
        if (after === "" || this.cut.value || turn !== this.#turn) break;
      }
      if (this.cut.value) break;
    }
    return visits.sort((one, other) => one.started - other.started);
  }

  async #page(from: number, after: string): Promise<VisitPage> {
    const query = new URLSearchParams({
      from: String(from),
      to: String(from + DAY_MS),
      limit: String(PAGE),
      ...(after === "" ? {} : { after }),
    });
    return (await this.server.get<VisitPage>(`/v1/visits?${query}`)).value;
  }
}

/** The saved rules with the edits that are not saved yet; a new one behind them. */
export function withEdits(rules: readonly Rule[], kept: KeptEdits, fresh: string): Rule[] {
  const edited = rules.map((rule) => ({ ...rule, ...kept.find(rule.id) }));
  const draft = kept.find(fresh);
  const next = Math.max(0, ...rules.map(({ number }) => number)) + 1;
  return draft === null ? edited : [...edited, { ...draft, id: fresh, number: next, version: 0 }];
}

export async function compiled(server: AdminServer, rules: readonly Rule[]): Promise<Compilation> {
  const drafts = rules.map((rule) => {
    const { id, version: _version, ...draft } = rule;
    const named = id.startsWith("ru_") ? { id } : {};
    return { ...named, ...bodyOf(draft), number: rule.number };
  });
  return server.ask<Compilation>(`${RULES}/compile`, { rules: drafts });
}

function played(
  worker: Worker,
  { begin, visits }: { begin: ToWorker; visits: readonly RecordedVisit[] },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ outcome?: Outcome }>) => {
      if (data.outcome !== undefined) resolve(data.outcome);
    };
    const send = (message: ToWorker) => worker.postMessage(message);
    send(begin);
    for (let at = 0; at < visits.length; at += PAGE)
      send({ kind: "visits", visits: visits.slice(at, at + PAGE) });
    send({ kind: "end" });
  });
}
