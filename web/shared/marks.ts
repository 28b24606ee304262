// How far this client has received and read the other side's lines, told to the server as seldom as
// docs/protocol.md allows. Used by conversations.
import type { Marks } from "./protocol";
import { Timers } from "./timers";

/** At most one `mark` a second; the wait lets a post carry it instead. */
const MARK_EVERY_MS = 1_000;
const KEEP_AFTER_MS = 5_000;

export class OwnMarks implements Marks {
  delivered = 0;
  read = 0;
  readonly #timers = new Timers();
  /** Hands a mark to the socket; false when there is none to hand it to. */
  readonly #send: (keep: boolean) => boolean;
  #told: Marks = { delivered: 0, read: 0 };
  #kept: Marks = { delivered: 0, read: 0 };

  constructor(send: (keep: boolean) => boolean) {
    this.#send = send;
  }

  /** What the server holds, on joining. What was told but not kept may have been lost. */
  restore(marks: Marks): void {
    raise(this, marks);
    this.#told = { ...marks };
    this.#kept = { ...marks };
    this.#tellWhatDiffers();
  }

  /** Another tab of ours has told them. */
  heard(marks: Partial<Marks>): void {
    raise(this, marks);
    raise(this.#told, marks);
  }

  advance(marks: Partial<Marks>): void {
    if (!raise(this, marks)) return;
    this.delivered = Math.max(this.delivered, this.read);
    this.#timers.clear("keep");
    this.#tellWhatDiffers();
  }

  /** A post carried them: told and stored at once. */
  carried(): void {
    this.#told = { delivered: this.delivered, read: this.read };
    this.#kept = { ...this.#told };
    this.#timers.clear("tell");
    this.#timers.clear("keep");
  }

  /** The other side came back and does not know them; what was not stored yet may be due as well. */
  tellAgain(): void {
    if (this.delivered > 0) this.#told = { delivered: 0, read: 0 };
    this.#tellWhatDiffers();
  }

  stop(): void {
    this.#timers.clearAll();
  }

  #tellWhatDiffers(): void {
    if (!same(this, this.#told)) this.#timers.once("tell", MARK_EVERY_MS, () => this.#tell());
    if (!same(this, this.#kept)) this.#timers.once("keep", KEEP_AFTER_MS, () => this.#keep());
  }

  #tell(): void {
    if (!same(this, this.#told) && this.#send(false)) raise(this.#told, this);
  }

  #keep(): void {
    if (!same(this, this.#kept) && this.#send(true)) {
      this.#timers.clear("tell");
      this.#told = { delivered: this.delivered, read: this.read };
      this.#kept = { ...this.#told };
    }
  }
}

function raise(marks: Marks, by: Partial<Marks>): boolean {
  const delivered = Math.max(marks.delivered, by.delivered ?? 0);
  const read = Math.max(marks.read, by.read ?? 0);
  const higher = delivered > marks.delivered || read > marks.read;
  marks.delivered = delivered;
  marks.read = read;
  return higher;
}

function same(one: Marks, other: Marks): boolean {
  return one.delivered === other.delivered && one.read === other.read;
}
