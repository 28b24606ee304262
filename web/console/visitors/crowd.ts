// All visitors that are looked at: pages of them read as one scrolls, renewed every few seconds. While somebody reads,
// rows change in place and nothing moves; who came meanwhile waits above, counted.
import { computed, signal } from "@preact/signals";
import type { Api } from "../api";
import { ALL, type Filters, queryOf } from "./filters";
import type { LivePage, LiveVisitor } from "./records";

const PAGE = 100;
const EVERY_MS = 4_000;
const TYPED_MS = 250;

export class Crowd {
  readonly filters = signal<Filters>(ALL);
  /** Visits in the order in which they stand on the screen. */
  readonly order = signal<readonly string[]>([]);
  readonly known = signal<ReadonlyMap<string, LiveVisitor>>(new Map());
  /** Who would stand first by now. */
  readonly newest = signal<readonly string[]>([]);
  readonly loaded = signal(false);
  readonly failure = signal<unknown>(null);
  readonly totals = signal({ total: 0, matching: 0, exact: true, at: 0 });
  readonly waiting = computed(() => {
    const here = new Set(this.order.value);
    return this.newest.value.filter((visit) => !here.has(visit)).length;
  });
  /** Whether rows may change places: nobody reads further down, or has a row under focus. */
  still = (): boolean => false;
  /** The first row in sight: its part of the list is renewed too. */
  looked = 0;
  #next = "";
  /** Where each part of the list begins. */
  #parts: string[] = [""];
  #turn = 0;
  #busy = false;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly api: Pick<Api, "send">) {}

  get more(): boolean {
    return this.#next !== "";
  }

  follow(): () => void {
    const look = () => {
      if (document.visibilityState === "visible") void this.look();
    };
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
    look();
    return () => {
      clearInterval(timer);
      clearTimeout(this.#typing);
      document.removeEventListener("visibilitychange", look);
    };
  }

  change(change: Partial<Filters>): void {
    this.filters.value = { ...this.filters.value, ...change };
    this.#turn++;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.begin(), TYPED_MS);
  }

  /** The list from its top, in the order of now. */
  async begin(): Promise<void> {
    this.#turn++;
    this.#busy = false;
    this.loaded.value = this.loaded.value && this.order.value.length > 0;
    await this.#ask("", (page) => this.#restart(page));
  }

  async look(): Promise<void> {
    await this.#ask("", (page) => this.#renew(page));
    const part = this.#parts[Math.floor(this.looked / PAGE)] ?? "";
    if (part !== "") await this.#ask(part, (page) => this.#learn(page.items));
  }

  async further(): Promise<void> {
    if (this.#next === "") return;
    await this.#ask(this.#next, (page) => {
      this.#parts.push(this.#next);
      this.#next = page.next;
      this.#learn(page.items);
      this.order.value = [...new Set([...this.order.value, ...page.items.map(visitOf)])];
    });
  }

  /** What an action answered, at once. */
  put(visit: string, change: Partial<LiveVisitor>): void {
    const old = this.known.value.get(visit);
    if (old !== undefined) this.#learn([{ ...old, ...change }]);
  }

  async #ask(after: string, take: (page: LivePage) => void): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const turn = this.#turn;
    const query = queryOf(this.filters.value);
    query.set("limit", String(PAGE));
    if (after !== "") query.set("after", after);
    try {
      const response = await this.api.send("GET", `/v1/visitors?${query}`);
      const page = (await response.json()) as LivePage;
      if (turn !== this.#turn) return;
      take(page);
      this.failure.value = null;
      this.loaded.value = true;
    } catch (failure) {
      if (turn === this.#turn) this.failure.value = failure;
    } finally {
      if (turn === this.#turn) this.#busy = false;
    }
  }

  #restart(page: LivePage): void {
    this.#tell(page);
    this.#parts = [""];
    this.#next = page.next;
    this.known.value = new Map();
    this.#learn(page.items);
    this.order.value = page.items.map(visitOf);
  }

  #renew(page: LivePage): void {
    this.#tell(page);
    const first = page.items.map(visitOf);
    // Further down than one page nothing may change places.
    const short = this.order.value.length <= PAGE;
    if (!this.still() && short) {
      this.#restart(page);
      return;
    }
    this.#learn(page.items);
    this.newest.value = first;
  }

  #tell({ total, matching, exact, at, items }: LivePage): void {
    this.totals.value = { total, matching, exact, at };
    this.newest.value = items.map(visitOf);
  }

  #learn(items: readonly LiveVisitor[]): void {
    const known = new Map(this.known.value);
    for (const item of items) known.set(item.visit, item);
    this.known.value = known;
  }
}

const visitOf = ({ visit }: LiveVisitor): string => visit;
