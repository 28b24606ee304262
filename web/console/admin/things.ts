// All things of one kind as a screen shows them: read whole, kept current, changed in place after an answer.
import { computed, signal } from "@preact/signals";

export class Things<Thing extends { id: string }> {
  readonly items = signal<readonly Thing[]>([]);
  readonly loaded = signal(false);
  readonly busy = signal(false);
  readonly failure = signal<unknown>(null);
  readonly byId = computed(() => new Map(this.items.value.map((thing) => [thing.id, thing])));
  private turn = 0;

  constructor(
    private readonly load: () => Promise<Thing[]>,
    private readonly options: { order?(one: Thing, other: Thing): number } = {},
  ) {}

  /** Of two answers only that of the later question counts. */
  async reload(): Promise<void> {
    const turn = ++this.turn;
    this.busy.value = true;
    try {
      const items = await this.load();
      if (turn === this.turn) this.take(items);
    } catch (failure) {
      if (turn === this.turn) this.failure.value = failure;
    }
    if (turn === this.turn) this.busy.value = false;
  }

  /** What a change answered: shown at once, without asking for the list again. */
  put(thing: Thing): void {
    this.turn++;
    this.busy.value = false;
    const known = this.items.value.some(({ id }) => id === thing.id);
    this.items.value = this.ordered(
      known
        ? this.items.value.map((old) => (old.id === thing.id ? thing : old))
        : [...this.items.value, thing],
    );
  }

  drop(id: string): void {
    this.turn++;
    this.busy.value = false;
    this.items.value = this.items.value.filter((thing) => thing.id !== id);
  }

  private take(items: Thing[]): void {
    this.items.value = this.ordered(items);
    this.failure.value = null;
    this.loaded.value = true;
  }

  private ordered(items: readonly Thing[]): readonly Thing[] {
    const { order } = this.options;
    return order === undefined ? items : [...items].sort(order);
  }
}

/** As a reader looks for them: "Team 2" before "Team 10". */
export function byName(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name, undefined, { numeric: true });
}

/** Without case and accents, every word somewhere. */
export function finds(text: string, search: string): boolean {
  const folded = fold(text);
  return fold(search)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
