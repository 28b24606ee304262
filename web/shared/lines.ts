// The lines of one chat in their order, each once, however pushes arrive. Used by conversations.
import type { Line } from "./protocol";

export class Lines {
  /** Without a gap up to `last`: what may be shown. */
  readonly shown: Line[] = [];
  /** Arrived before a line that comes before them. */
  readonly #early = new Map<number, Line>();
  #last = 0;

  /** The highest seq up to which every line is here. */
  get last(): number {
    return this.#last;
  }

  get hasGap(): boolean {
    return this.#early.size > 0;
  }

  get early(): Line[] {
    return [...this.#early.values()].sort((one, other) => one.seq - other.seq);
  }

  /** A line pushed by the server; those which became showable, in order. */
  push(line: Line): Line[] {
    if (line.seq <= this.#last) return [];
    this.#early.set(line.seq, line);
    return this.#advance();
  }

  /** The record as the server read it: lines in order after one that is here, none left out. */
  absorb(lines: readonly Line[]): Line[] {
    const added: Line[] = [];
    for (const line of lines) {
      if (line.seq <= this.#last) continue;
      this.#early.delete(line.seq);
      this.#show(line);
      added.push(line);
    }
    return added.concat(this.#advance());
  }

  #advance(): Line[] {
    const added: Line[] = [];
    for (;;) {
      const next = this.#early.get(this.#last + 1);
      if (!next) return added;
      this.#early.delete(next.seq);
      this.#show(next);
      added.push(next);
    }
  }

  #show(line: Line): void {
    this.shown.push(line);
    this.#last = line.seq;
  }
}
