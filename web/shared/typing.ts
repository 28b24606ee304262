// Who is typing: ours, told in the rhythm of docs/protocol.md, and theirs, which lapses. Used by conversations.
import { Timers } from "./timers";

const TELL_EVERY_MS = 4_000;
const STOPPED_AFTER_MS = 3_000;
const LAPSES_AFTER_MS = 6_000;

export class OwnTyping {
  readonly #timers = new Timers();
  readonly #send: (on: boolean) => void;
  #on = false;

  constructor(send: (on: boolean) => void) {
    this.#send = send;
  }

  /** Call on every change of the text field. */
  keyed(): void {
    this.#on = true;
    if (!this.#timers.has("told")) {
      this.#send(true);
      this.#timers.set("told", TELL_EVERY_MS, () => undefined);
    }
    this.#timers.set("stopped", STOPPED_AFTER_MS, () => this.stopped());
  }

  stopped(): void {
    if (this.#on) this.#send(false);
    this.posted();
  }

  /** A posted line tells the other side by itself. */
  posted(): void {
    this.#on = false;
    this.#timers.clearAll();
  }
}

export class TheirTyping {
  on = false;
  readonly #timers = new Timers();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  set(on: boolean): void {
    if (on) this.#timers.set("lapse", LAPSES_AFTER_MS, () => this.set(false));
    else this.#timers.clearAll();
    if (on === this.on) return;
    this.on = on;
    this.#changed();
  }
}
