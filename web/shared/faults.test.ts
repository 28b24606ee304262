// @vitest-environment node
// Whatever the way between browser and server does to frames: no line lost, doubled or out of order.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Conversation } from "./conversation";
import { CHAT, FakeServer } from "./server.fake";
import { openStore } from "./storage";

const RUNS = 150;
const STEPS = 40;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test.each(Array.from({ length: RUNS }, (_, run) => [run + 1]))(
  "faults as by seed %i leave both sides with the same lines",
  (seed) => {
    const chance = randomBy(seed);
    const story = new Story(chance);
    for (let step = 0; step < STEPS; step++) story.step();
    story.settle();
    expect(story.server.texts("visitor")).toEqual(story.posted);
    expect(story.conversation.lines.map((line) => line.seq)).toEqual(
      story.server.lines.map((line) => line.seq),
    );
    expect(story.conversation.unsent).toEqual([]);
    story.conversation.stop();
  },
);

/** One visitor who writes while frames are lost, doubled, late, and the page or the server starts again. */
class Story {
  readonly posted: string[] = [];
  readonly server: FakeServer;
  conversation: Conversation;
  readonly #chance: () => number;
  readonly #store = openStore(() => null);
  #faulty = true;
  #connection = 0;

  constructor(chance: () => number) {
    this.#chance = chance;
    this.server = new FakeServer((event) => {
      const connection = this.#connection;
      this.#travel(() => {
        if (connection === this.#connection) this.conversation.receive(event);
      });
    });
    this.conversation = this.#load();
    this.conversation.opened();
  }

  step(): void {
    const dice = this.#chance();
    if (dice < 0.35) this.#post();
    else if (dice < 0.55) this.server.says("agent", `from the agent ${this.server.lines.length}`);
    else if (dice < 0.62) this.server.restart();
    else if (dice < 0.7) this.#reconnect();
    else if (dice < 0.75) this.#reload();
    vi.advanceTimersByTime(Math.floor(this.#chance() * 3_000));
  }

  settle(): void {
    this.#faulty = false;
    this.#reconnect();
    vi.advanceTimersByTime(300_000);
  }

  #post(): void {
    const text = `line ${this.posted.length + 1}`;
    this.posted.push(text);
    this.conversation.post(text);
  }

  #reconnect(): void {
    this.#connection++;
    this.conversation.closed();
    this.conversation.opened();
  }

  #reload(): void {
    this.conversation.stop();
    this.#connection++;
    this.conversation = this.#load();
    this.conversation.opened();
  }

  #load(): Conversation {
    return new Conversation({
      side: "visitor",
      chat: CHAT,
      client: "clientaa",
      store: this.#store,
      send: (frame) => {
        this.#travel(() => this.server.take(frame));
        return true;
      },
      onChange: () => undefined,
    });
  }

  #travel(arrive: () => void): void {
    if (!this.#faulty) {
      arrive();
      return;
    }
    const dice = this.#chance();
    if (dice < 0.15) return;
    setTimeout(arrive, this.#chance() * 400);
    if (dice < 0.3) setTimeout(arrive, this.#chance() * 4_000);
  }
}

/** A small generator that gives the same numbers for the same seed. */
function randomBy(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_507) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
