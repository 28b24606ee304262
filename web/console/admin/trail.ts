// The audit trail as far as it is read: newest first, older pages added, looked through by words. Held by its screen.
import { computed, signal } from "@preact/signals";
import type { AuditEntry, Page } from "./records";
import { finds } from "./things";

export class Trail {
  readonly entries = signal<readonly AuditEntry[]>([]);
  readonly next = signal("");
  readonly loaded = signal(false);
  readonly busy = signal(false);
  readonly failure = signal<unknown>(null);
  readonly search = signal("");
  readonly found = computed(() => {
    const search = this.search.value.trim();
    if (search === "") return this.entries.value;
    return this.entries.value.filter((entry) => finds(this.tell(entry), search));
  });

  constructor(
    private readonly load: (after: string) => Promise<Page<AuditEntry>>,
    /** All of an entry that a search looks through. */
    private readonly tell: (entry: AuditEntry) => string,
  ) {}

  reload(): Promise<void> {
    return this.attempt(async () => this.take([], await this.load("")));
  }

  /** What came meanwhile is put in front, without a word; a lost answer is nobody's affair. */
  async newer(): Promise<void> {
    if (this.busy.value || !this.loaded.value) return;
    const page = await this.load("").catch(() => null);
    if (page === null || this.busy.value) return;
    const known = new Set(this.entries.value.map(({ id }) => id));
    const fresh = page.items.filter(({ id }) => !known.has(id));
    if (fresh.length === 0) return;
    // So many came that some lie between this page and what is known: it begins anew.
    if (fresh.length === page.items.length) this.take([], page);
    else this.entries.value = [...fresh, ...this.entries.value];
  }

  older(): Promise<void> {
    return this.attempt(async () =>
      this.take(this.entries.value, await this.load(this.next.value)),
    );
  }

  private take(known: readonly AuditEntry[], { items, next }: Page<AuditEntry>): void {
    const ids = new Set(known.map(({ id }) => id));
    this.entries.value = [...known, ...items.filter(({ id }) => !ids.has(id))];
    this.next.value = next;
    this.loaded.value = true;
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
