// How chats come to the agent, and what is shared of them: offers, wrap-ups, who asks them in. The desk keeps and feeds it.
import { signal } from "@preact/signals";
import { randomName } from "../../shared/ids";
import type {
  AcceptMode,
  ActionFrame,
  AskedEvent,
  Offer,
  ServerEvent,
  WelcomeEvent,
  WrapUp,
} from "../../shared/protocol";

export interface SharingOptions {
  client: string;
  send(frame: ActionFrame): boolean;
  onOffered(offer: Offer): void;
  onAsked(asked: AskedEvent): void;
}

/** Whom a chat is passed on to, and what is said with it. */
export interface Passing {
  to: { agent: string } | { skill: string } | { group: string };
  reason: string;
  note: string;
}

export class Sharing {
  readonly mode = signal<AcceptMode>("auto");
  /** Chats that are the agent's if they accept them, the one that came first before others. */
  readonly offers = signal<readonly Offer[]>([]);
  readonly wraps = signal<readonly WrapUp[]>([]);
  readonly asked = signal<readonly AskedEvent[]>([]);

  constructor(private readonly options: SharingOptions) {}

  /** Whether an event was for this, and nobody else needs to hear it. */
  hear(event: ServerEvent): boolean {
    switch (event.event) {
      case "offered":
        this.offered(event);
        return true;
      case "withdrawn":
        this.settled(event.chat);
        return true;
      case "wrapping":
        this.wrapping(event);
        return true;
      case "asked":
        this.asked.value = [...without(this.asked.value, event.chat.id), event];
        this.options.onAsked(event);
        return true;
      default:
        return false;
    }
  }

  welcome({ accept_mode = "auto", offers = [], wraps = [] }: WelcomeEvent): void {
    const known = this.offers.peek();
    this.mode.value = accept_mode;
    this.offers.value = offers;
    this.wraps.value = wraps;
    const fresh = ({ chat }: Offer) => !known.some((offer) => offer.chat.id === chat.id);
    offers.filter(fresh).forEach(this.options.onOffered);
  }

  /** A chat is somebody's, or nobody's any more: nothing is open about it. */
  settled(chat: string): void {
    this.offers.value = without(this.offers.value, chat);
    this.asked.value = without(this.asked.value, chat);
  }

  // ---- what the agent does ----

  accept(chat: string): void {
    this.options.send({ action: "accept", chat });
  }

  decline(chat: string): void {
    if (this.options.send({ action: "decline", chat }))
      this.offers.value = without(this.offers.value, chat);
  }

  pick(chat: string): void {
    this.options.send({ action: "pick", chat });
  }

  take(chat: string): void {
    this.options.send({ action: "take", chat });
  }

  done(chat: string): void {
    if (this.wraps.peek().some((wrap) => wrap.chat === chat))
      this.options.send({ action: "done", chat });
  }

  pass(chat: string, { to, reason, note }: Passing): void {
    this.options.send({ action: "transfer", ...this.at(chat), id: noteId(), ...to, reason, note });
  }

  note(chat: string, text: string): void {
    this.options.send({ action: "note", ...this.at(chat), id: noteId(), text });
  }

  ask(chat: string, agent: string): void {
    this.options.send({ action: "ask", ...this.at(chat), agent });
  }

  leave(chat: string): void {
    this.options.send({ action: "leave", ...this.at(chat) });
  }

  /** Does not come in: nobody is told. */
  letBe(chat: string): void {
    this.asked.value = without(this.asked.value, chat);
  }

  private at(chat: string): { chat: string; client: string } {
    return { chat, client: this.options.client };
  }

  private offered({ chat, until }: Offer): void {
    const known = this.offers.peek().some((offer) => offer.chat.id === chat.id);
    this.offers.value = [...without(this.offers.value, chat.id), { chat, until }];
    if (!known) this.options.onOffered({ chat, until });
  }

  private wrapping({ chat, until }: WrapUp): void {
    const others = this.wraps.value.filter((wrap) => wrap.chat !== chat);
    this.wraps.value = until === 0 ? others : [...others, { chat, until }];
  }
}

function without<Thing extends { chat: { id: string } }>(
  things: readonly Thing[],
  chat: string,
): readonly Thing[] {
  return things.filter((thing) => thing.chat.id !== chat);
}

function noteId(): string {
  return randomName(8);
}
