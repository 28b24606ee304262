// Something read from the server that changes by itself: read again when it is told of, and each few seconds.
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { useWorkplace } from "../workplace";

const EVERY_MS = 5_000;
/** Several pushes tell of one change. */
const SETTLED_MS = 250;

/** A failed renewal leaves what is there in `value`; `failure` then says that it is old. */
export class Live<Value> {
  readonly value = signal<Value | null>(null);
  readonly failure = signal<unknown>(null);
  #busy = false;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly load: () => Promise<Value>) {}

  /** Looks now and from now on, until the returned function is called. */
  follow(told: ReadonlySignal<number>): () => void {
    const look = () => void this.look();
    const timer = setInterval(look, EVERY_MS);
    // Heard once at the beginning too.
    const unheard = told.subscribe(() => this.#lookSoon());
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      clearTimeout(this.#soon);
      unheard();
      document.removeEventListener("visibilitychange", look);
    };
  }

  /** A page that nobody looks at asks for nothing; a slow answer is not overtaken. */
  async look(): Promise<void> {
    if (this.#busy || document.visibilityState !== "visible") return;
    this.#busy = true;
    try {
      this.value.value = await this.load();
      this.failure.value = null;
    } catch (failure) {
      this.failure.value = failure;
    }
    this.#busy = false;
  }

  #lookSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.look(), this.value.peek() === null ? 0 : SETTLED_MS);
  }
}

/** What `path` of the API answers, as it stands now. */
export function useLive<Value>(path: string): Live<Value> {
  const { api, page } = useWorkplace();
  const live = useMemo(
    () => new Live<Value>(async () => (await api.send("GET", path)).json()),
    [api, path],
  );
  useEffect(() => live.follow(page.told), [live]);
  return live;
}
