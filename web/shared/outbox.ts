// The lines of one chat which the server has not yet confirmed, kept over reloads. Used by conversations.
//
// Only the first entry is ever under way. It alone carries a number and the client name it was sent
// under: both stay with it until its fate is known, or the same line could be stored twice.
import { OUTBOX_PREFIX } from "./client";
import { randomName } from "./ids";
import type { Line } from "./protocol";
import { readJson, type Store } from "./storage";

export interface Unsent {
  /** For views: tells entries with the same text apart. */
  key: string;
  text: string;
  at: number;
  /** 0 until it is first sent. */
  n: number;
}

interface Kept {
  client: string;
  unsent: Unsent[];
}

export class Outbox {
  unsent: Unsent[] = [];
  client: string;
  readonly #store: Store;
  #chat: string;

  constructor(store: Store, chat: string, client: string) {
    this.#store = store;
    this.#chat = chat;
    this.client = client;
    const kept = readJson<Kept>(store, OUTBOX_PREFIX + chat);
    if (kept && typeof kept.client === "string" && Array.isArray(kept.unsent)) {
      this.client = kept.client;
      this.unsent = kept.unsent;
    }
  }

  get head(): Unsent | undefined {
    return this.unsent[0];
  }

  add(text: string, at: number): void {
    this.unsent.push({ key: randomName(8), text, at, n: 0 });
    this.#keep();
  }

  number(n: number): void {
    if (!this.head) return;
    this.head.n = n;
    this.#keep();
  }

  /** The server has line `n` of this client: it is no longer ours to send. */
  stored(n: number): Unsent | null {
    const head = this.head;
    if (!head || head.n === 0 || head.n > n) return null;
    return this.dropHead();
  }

  dropHead(): Unsent | null {
    const head = this.unsent.shift() ?? null;
    this.#keep();
    return head;
  }

  /** Another tab uses this name, so the number under way was never ours. */
  rename(): void {
    this.client = randomName(8);
    this.number(0);
    this.#keep();
  }

  /** Lines written before the chat had an id move to it. */
  moveTo(chat: string): void {
    this.#store.remove(OUTBOX_PREFIX + this.#chat);
    this.#chat = chat;
    this.#keep();
  }

  forget(): void {
    this.unsent = [];
    this.#store.remove(OUTBOX_PREFIX + this.#chat);
  }

  holds(line: Line): boolean {
    return line.client === this.client && line.n !== 0 && this.head?.n === line.n;
  }

  #keep(): void {
    const kept: Kept = { client: this.client, unsent: this.unsent };
    this.#store.set(OUTBOX_PREFIX + this.#chat, JSON.stringify(kept));
  }
}
