// A day to be played: what the what-if page changes of it, and how two days are played and set beside each other.
import { computed, effect, signal } from "@preact/signals";
import { readJson, type Store } from "../../shared/storage";
import type { Api } from "../api";

export interface Team {
  agents: number;
  slots: number;
  /** Minutes of the day; the same twice is all day. */
  starts: number;
  ends: number;
  skills: string[];
}

/** What POST /v1/simulations takes. */
export interface Scenario {
  rates: number[];
  handling_s: number;
  teams: Team[];
  spread: number;
  patience_s: number;
  max_wait_s: number;
  wrap_up_s: number;
  accept_s: number;
  skills: Record<string, number>;
  relax_s: number;
  /** The chats of the 24 hours from then on in place of `rates`; 0: none. */
  recorded: number;
  seed: number;
}

export interface Hour {
  arrivals: number;
  answered: number;
  abandoned: number;
  mean_wait_s: number;
  p90_wait_s: number;
  within_20: number;
  within_30: number;
  within_60: number;
  occupancy: number;
}

export interface Played {
  hours: Hour[];
  day: Hour;
}

export interface Pair<Value> {
  before: Value;
  after: Value;
}

interface Kept {
  changes: Partial<Scenario>;
  outcome: Pair<Played> | null;
}

const KEPT = "parley.whatif";

export class Plan {
  readonly before = signal<Scenario | null>(null);
  readonly after = signal<Scenario | null>(null);
  readonly outcome = signal<Pair<Played> | null>(null);
  readonly failure = signal<unknown>(null);
  /** How many of the two days have been played; null while nothing runs. */
  readonly done = signal<number | null>(null);

  /** Whether anything differs from today. */
  readonly changed = computed(
    () => JSON.stringify(this.after.value) !== JSON.stringify(this.before.value),
  );

  constructor(
    private readonly api: Pick<Api, "send">,
    private readonly store: Store,
  ) {}

  /** Today as it is now, and what was changed of it before the page was left. */
  async load(): Promise<void> {
    try {
      const today: Scenario = await (await this.api.send("GET", "/v1/simulations/today")).json();
      const kept = readJson<Kept>(this.store, KEPT);
      this.before.value = today;
      this.after.value = { ...structuredClone(today), ...kept?.changes };
      this.outcome.value = kept?.outcome ?? null;
      this.failure.value = null;
    } catch (failure) {
      this.failure.value = failure;
    }
  }

  /** Keeps changes and outcome in the tab until the returned function is called. */
  keep(): () => void {
    return effect(() => {
      const [before, after, outcome] = [this.before.value, this.after.value, this.outcome.value];
      if (before === null || after === null) return;
      const changes = changesOf(before, after);
      this.store.set(KEPT, JSON.stringify({ changes, outcome } satisfies Kept));
    });
  }

  change(fields: Partial<Scenario>): void {
    const { value } = this.after;
    if (value !== null) this.after.value = { ...value, ...fields };
  }

  changeTeam(index: number, fields: Partial<Team>): void {
    const teams = this.after.value?.teams ?? [];
    this.change({ teams: teams.map((team, at) => (at === index ? { ...team, ...fields } : team)) });
  }

  addTeam(): void {
    const teams = this.after.value?.teams ?? [];
    const fresh = { agents: 1, slots: 3, starts: 0, ends: 0, skills: [] };
    this.change({ teams: [...teams, fresh] });
  }

  removeTeam(index: number): void {
    this.change({ teams: (this.after.value?.teams ?? []).filter((_, at) => at !== index) });
  }

  setRate(hour: number, rate: number): void {
    const rates = this.after.value?.rates ?? [];
    const kept = Math.max(0, Math.round(rate));
    this.change({ rates: rates.map((each, at) => (at === hour ? kept : each)) });
  }

  /** So many chats in all, spread over the day as before; evenly if there were none. */
  setTotal(total: number): void {
    const rates = this.after.value?.rates ?? [];
    const sum = rates.reduce((all, rate) => all + rate, 0);
    const wanted = Math.max(0, Math.round(total));
    let owed = 0;
    const spread = rates.map((rate) => {
      // What rounding leaves over goes to the next hour: the sum is what was asked for.
      owed += wanted * (sum > 0 ? rate / sum : 1 / rates.length);
      const kept = Math.round(owed);
      owed -= kept;
      return kept;
    });
    this.change({ rates: spread });
  }

  reset(): void {
    this.after.value = structuredClone(this.before.value);
    this.outcome.value = null;
  }

  /** Both days over the same arrivals, where these were not changed themselves. */
  async run(): Promise<void> {
    const [before, after] = [this.before.peek(), this.after.peek()];
    if (before === null || after === null || this.done.peek() !== null) return;
    this.done.value = 0;
    this.failure.value = null;
    const play = async (scenario: Scenario): Promise<Played> => {
      const answer = await this.api.send("POST", "/v1/simulations", playable(scenario));
      this.done.value = (this.done.peek() ?? 0) + 1;
      return answer.json();
    };
    try {
      const recorded = { recorded: after.recorded, seed: after.seed };
      const [first, second] = await Promise.all([play({ ...before, ...recorded }), play(after)]);
      this.outcome.value = { before: first, after: second };
    } catch (failure) {
      this.failure.value = failure;
    }
    this.done.value = null;
  }
}

/** All skills that a team has or a chat asks for. */
export function skillsOf({ teams, skills }: Scenario): string[] {
  return [...new Set([...teams.flatMap((team) => team.skills), ...Object.keys(skills)])].sort();
}

/** "09:30" as minutes of the day, and back. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return (hours * 60 + minutes) % 1440 || 0;
}

export function clockOf(minutes: number): string {
  const parts = [Math.floor(minutes / 60) % 24, minutes % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** Field by field: what was left alone follows the account. */
function changesOf(before: Scenario, after: Scenario): Partial<Scenario> {
  const fields = Object.entries(after) as [keyof Scenario, unknown][];
  const changed = fields.filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  );
  return Object.fromEntries(changed);
}

/** A share of nothing is no share. */
function playable(scenario: Scenario): Scenario {
  const skills = Object.entries(scenario.skills).filter(([, share]) => share > 0);
  return { ...scenario, skills: Object.fromEntries(skills) };
}
