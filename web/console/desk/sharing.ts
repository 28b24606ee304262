// How chats come to the agent, and what is shared of them: offers, wrap-ups, who asks them in. The desk keeps and feeds it.
import { signal } from "@preact/signals";
import { randomName } from "../../shared/ids";
import type {
  AcceptMode,
  ActionFrame,
  AskedEvent,
  Offer,
  OfferedEvent,
  ServerEvent,
  Summary,
  WelcomeEvent,
  WithdrawnEvent,
  WrapUp,
} from "../../shared/protocol";

export interface SharingOptions {
  client: string;
  send(frame: ActionFrame): boolean;
  onOffered(offer: Offer): void;
  onAsked(asked: AskedEvent): void;
}

/** An offer that the agent let pass, and what is next: to whom it goes, or when it comes again. */
export interface LetPass {
  chat: Summary;
  late: boolean;
  next: NonNullable<WithdrawnEvent["next"]>;
  at: number;
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
  readonly letPass = signal<LetPass | null>(null);
  /** Chats that the agent has just asked for: they want to see them. */
  private readonly wanted = new Set<string>();
  private readonly declined = new Map<string, Summary>();
  private readonly notNow = new Set<string>();
  /** Until when the last offer stood that is settled: told once more on its way, it is over. */
  private readonly past = new Map<string, number>();

  constructor(private readonly options: SharingOptions) {}

  /** Whether an event was for this, and nobody else needs to hear it. */
  hear(event: ServerEvent): boolean {
    switch (event.event) {
      case "offered":
        this.offered(event);
        return true;
      case "withdrawn":
        this.withdrawn(event);
        return true;
      case "wrapping":
        this.wrapping(event);
        return true;
      case "asked":
        this.askedIn(event);
        return true;
      default:
        return false;
    }
  }

  welcome({ accept_mode = "auto", offers = [], wraps = [], asked = [] }: WelcomeEvent): void {
    const known = this.offers.peek();
    this.mode.value = accept_mode;
    this.offers.value = offers;
    this.past.clear();
    this.wraps.value = wraps;
    // Offered still: what was accepted over the connection before never came.
    for (const { chat } of offers) this.wanted.delete(chat.id);
    const fresh = ({ chat }: Offer) => !known.some((offer) => offer.chat.id === chat.id);
    offers.filter(fresh).forEach(this.options.onOffered);
    const heard = new Set([...this.notNow, ...this.asked.peek().map(({ chat }) => chat.id)]);
    for (const one of asked) if (!heard.has(one.chat.id)) this.askedIn({ event: "asked", ...one });
  }

  /** A chat is somebody's, or nobody's any more: nothing is open about it. */
  settled(chat: string): void {
    this.drop(chat);
    this.asked.value = without(this.asked.value, chat);
    if (this.letPass.peek()?.chat.id === chat) this.letPass.value = null;
  }

  /** An offer was over before the answer came. */
  over(chat: string): void {
    this.wanted.delete(chat);
    this.settled(chat);
  }

  // ---- what the agent does ----

  accept(chat: string): void {
    if (this.options.send({ action: "accept", chat })) this.wanted.add(chat);
  }

  decline(chat: string): void {
    // Accepted and on its way: an Escape that comes too late takes nothing back.
    if (this.wanted.has(chat)) return;
    const offer = this.offers.peek().find((one) => one.chat.id === chat);
    if (offer) this.declined.set(chat, offer.chat);
    if (this.options.send({ action: "decline", chat })) this.drop(chat);
  }

  pick(chat: string): void {
    if (this.options.send({ action: "pick", chat })) this.wanted.add(chat);
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

  ask(chat: string, agent: string): boolean {
    return this.options.send({ action: "ask", ...this.at(chat), agent });
  }

  leave(chat: string): void {
    this.options.send({ action: "leave", ...this.at(chat) });
  }

  /** Does not come in: nobody is told. */
  letBe(chat: string): void {
    this.notNow.add(chat);
    this.asked.value = without(this.asked.value, chat);
  }

  /** Whether a chat that has come is one that the agent asked for; true once. */
  claims(chat: string): boolean {
    return this.wanted.delete(chat);
  }

  private drop(chat: string): void {
    const offer = this.offers.peek().find((one) => one.chat.id === chat);
    if (offer) this.past.set(chat, offer.until);
    this.offers.value = without(this.offers.value, chat);
  }

  private withdrawn({ chat: id, reason, next, at = 0 }: WithdrawnEvent): void {
    const offer = this.offers.peek().find(({ chat }) => chat.id === id);
    const chat = offer?.chat ?? this.declined.get(id);
    this.declined.delete(id);
    this.wanted.delete(id);
    this.settled(id);
    if (chat && next !== undefined)
      this.letPass.value = { chat, late: reason === "late", next, at };
  }

  private askedIn(asked: AskedEvent): void {
    this.notNow.delete(asked.chat.id);
    this.asked.value = [...without(this.asked.value, asked.chat.id), asked];
    this.options.onAsked(asked);
  }

  private at(chat: string): { chat: string; client: string } {
    return { chat, client: this.options.client };
  }

  private offered({ event, ...told }: OfferedEvent): void {
    const { id } = told.chat;
    if (this.past.get(id) === told.until) return;
    const offers = this.offers.peek();
    const known = offers.some(({ chat }) => chat.id === id);
    // Told again with what the visitor wrote: it keeps its place.
    this.offers.value = known
      ? offers.map((offer) => (offer.chat.id === id ? told : offer))
      : [...offers, told];
    if (this.letPass.peek()?.chat.id === id) this.letPass.value = null;
    if (!known) this.options.onOffered(told);
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
