// One thing being edited: what was read, the draft, and what others changed meanwhile. Behind every edit form.
import { computed, signal } from "@preact/signals";
import type { Tagged } from "./records";
import { isOutdated } from "./server";

export interface Clash {
  field: string;
  /** As it was when the form was opened, as it is now, and as the draft has it. */
  before: unknown;
  theirs: unknown;
  mine: unknown;
}

export interface EditOptions<Draft> {
  load(): Promise<Tagged<Draft>>;
  save(change: Partial<Draft>, etag: string): Promise<Tagged<Draft>>;
  onSaved?(value: Draft): void;
}

const MOST_TURNS = 3;

export class Edit<Draft extends object> {
  readonly base = signal<Draft | null>(null);
  readonly draft = signal<Draft | null>(null);
  readonly failure = signal<unknown>(null);
  readonly busy = signal(false);
  readonly saved = signal(false);
  /** Not empty: others changed these meanwhile, and the admin has to choose. */
  readonly clashes = signal<readonly Clash[]>([]);
  readonly changes = computed(() => difference(this.base.value, this.draft.value));
  readonly dirty = computed(() => Object.keys(this.changes.value).length > 0);
  private etag = "";
  private theirs: Draft | null = null;

  constructor(private readonly options: EditOptions<Draft>) {}

  open(): Promise<void> {
    return this.attempt(async () => this.begin(await this.options.load()));
  }

  set<Field extends keyof Draft>(field: Field, value: Draft[Field]): void {
    if (this.draft.value === null) return;
    this.draft.value = { ...this.draft.value, [field]: value };
    this.saved.value = false;
  }

  save(): Promise<void> {
    return this.attempt(() => this.send(0));
  }

  /** Drops the draft for what others have written. */
  takeTheirs(): void {
    if (this.theirs === null) return;
    this.begin({ value: this.theirs, etag: this.etag });
  }

  /** Writes the draft's fields over what others have written; fields changed by them alone stay theirs. */
  keepMine(): Promise<void> {
    this.rebase();
    return this.save();
  }

  undo(): void {
    this.draft.value = this.base.value;
    this.failure.value = null;
  }

  private begin({ value, etag }: Tagged<Draft>): void {
    this.base.value = value;
    this.draft.value = value;
    this.etag = etag;
    this.theirs = null;
    this.clashes.value = [];
  }

  private async send(turn: number): Promise<void> {
    if (!this.dirty.value) return;
    try {
      const answer = await this.options.save(this.changes.value, this.etag);
      this.begin(answer);
      this.tellSaved(answer.value);
    } catch (failure) {
      if (!isOutdated(failure) || turn >= MOST_TURNS) throw failure;
      await this.learnTheirs();
      // The version moved on, but nothing that this form shows: nobody need be asked.
      if (this.clashes.value.length === 0) await this.sendAgain(turn + 1);
    }
  }

  private async sendAgain(turn: number): Promise<void> {
    this.rebase();
    if (this.dirty.value) return this.send(turn);
    // It stands there already: the first answer was lost, or others want the same.
    if (this.base.value !== null) this.tellSaved(this.base.value);
  }

  private tellSaved(value: Draft): void {
    this.saved.value = true;
    this.options.onSaved?.(value);
  }

  private async learnTheirs(): Promise<void> {
    const { value, etag } = await this.options.load();
    const { base, draft } = this;
    if (base.value === null || draft.value === null) return;
    this.theirs = value;
    this.etag = etag;
    this.clashes.value = clashesOf(base.value, value, draft.value);
  }

  private rebase(): void {
    if (this.theirs === null) return;
    const mine = this.changes.value;
    this.base.value = this.theirs;
    this.draft.value = { ...this.theirs, ...mine };
    this.theirs = null;
    this.clashes.value = [];
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.failure.value = null;
    try {
      await work();
    } catch (failure) {
      this.failure.value = failure;
    }
    this.busy.value = false;
  }
}

function difference<Draft extends object>(base: Draft | null, draft: Draft | null): Partial<Draft> {
  if (base === null || draft === null) return {};
  const fields = Object.keys(draft) as (keyof Draft)[];
  const changed = fields.filter((field) => !same(base[field], draft[field]));
  return Object.fromEntries(changed.map((field) => [field, draft[field]])) as Partial<Draft>;
}

function clashesOf<Draft extends object>(base: Draft, theirs: Draft, draft: Draft): Clash[] {
  const changed = difference(base, theirs);
  const clashes = Object.entries(changed).map(([field, value]) => ({
    field,
    before: base[field as keyof Draft],
    theirs: value,
    mine: draft[field as keyof Draft],
  }));
  return clashes.filter(({ theirs: value, mine }) => !same(value, mine));
}

/** Lists of words are sets here: their order means nothing. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  const words = Array.isArray(value) && value.every((item) => typeof item === "string");
  return words ? [...value].sort() : value;
}
