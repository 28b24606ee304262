// The visitor's chat in this tab: its conversation, its socket, and what is kept over pages. No DOM.
import type { Host } from "../shared/bridge";
import { Conversation } from "../shared/conversation";
import { randomName } from "../shared/ids";
import { LIMITS, type ServerEvent, type VisitorTicket } from "../shared/protocol";
import { ParleySocket } from "../shared/socket";
import { readJson, type Store } from "../shared/storage";
import { Timers } from "../shared/timers";
import type { Leaving, Left } from "./leave";
import { leaveMessage, requestTicket } from "./server";

const PING_MS = 60_000;
/** A short loss of the connection is not worth a word. */
const TROUBLE_MS = 1_500;
const SLOW_MS = 5_000;
/** The last lines of an ended chat may still be on their way. */
const REST_MS = 8_000;
const TITLE_FOLLOWS_MS = 200;
const MESSAGE_NAME = 26;

const CHAT_KEY = "parley.chat";
const DRAFT_KEY = "parley.draft";
const PERSON_KEY = "parley.person";
const MESSAGE_KEY = "parley.message";
const LANGUAGE_KEY = "parley.language";

export interface Person {
  name: string;
  email: string;
}

export class Session {
  conversation: Conversation | null = null;
  /** The connection has been gone for long enough to say so. */
  troubled = false;
  slow = false;
  /** A chat was asked for while as many waited as may; what the tag knows of that may be older. */
  turnedAway = false;
  readonly #host: Host;
  readonly #store: Store;
  readonly #client: Promise<string>;
  readonly #changed: () => void;
  readonly #timers = new Timers();
  readonly #socket: ParleySocket;
  #noted = "";

  constructor(host: Host, store: Store, client: Promise<string>, changed: () => void) {
    this.#host = host;
    this.#store = store;
    this.#client = client;
    this.#changed = changed;
    this.#noted = host.chat();
    this.#socket = new ParleySocket({
      ticket: () => this.#ticket(),
      onEvent: (event) => this.#receive(event),
      onOpen: () => this.conversation?.opened(),
      onState: () => this.#connectionChanged(),
      pingEveryMs: PING_MS,
    });
  }

  // ---- kept over pages ----

  get draft(): string {
    return this.#store.get(DRAFT_KEY) ?? "";
  }

  set draft(text: string) {
    if (text) this.#store.set(DRAFT_KEY, text);
    else this.#store.remove(DRAFT_KEY);
  }

  get person(): Person {
    return { name: "", email: "", ...readJson<Person>(this.#store, PERSON_KEY) };
  }

  /** A message being written: its name for itself stays until it has arrived. */
  get message(): { id: string; text: string } {
    const fresh = { id: randomName(MESSAGE_NAME), text: this.#ownWords() };
    return { ...fresh, ...readJson<typeof fresh>(this.#store, MESSAGE_KEY) };
  }

  set message(message: { id: string; text: string } | null) {
    if (message) this.#store.set(MESSAGE_KEY, JSON.stringify(message));
    else this.#store.remove(MESSAGE_KEY);
  }

  get language(): string {
    return this.#store.get(LANGUAGE_KEY) ?? this.#host.language;
  }

  set language(language: string) {
    this.#store.set(LANGUAGE_KEY, language);
  }

  // ---- the chat ----

  /** Takes up the chat that runs in this or another tab; shows again one that ended in this tab. */
  async resume(): Promise<void> {
    const client = await this.#client;
    if (this.conversation && !this.conversation.ended) return;
    const running = this.#host.chat();
    const chat = running || this.#store.get(CHAT_KEY);
    if (!chat || chat === this.conversation?.id) return;
    this.#take(chat, client);
    if (running || !this.conversation?.ended) this.#socket.start();
    this.#changed();
  }

  async begin(person: Person): Promise<void> {
    this.#store.set(PERSON_KEY, JSON.stringify(person));
    const client = await this.#client;
    if (this.conversation?.starting) return;
    this.turnedAway = false;
    const conversation = this.#take("", client);
    const { url, title } = currentPage();
    const [skill, rule] = [this.#host.skill(), this.#host.rule()];
    const about = { ...(skill && { skill }), ...(rule && { rule }) };
    conversation.start({ ...person, language: this.language, url, title, ...about });
    this.#timers.set("slow", SLOW_MS, () => this.#becomeSlow());
    this.#socket.start();
  }

  /** Leaves an ended chat behind. */
  again(): void {
    const left = this.conversation;
    this.conversation = null;
    left?.forget();
    this.#socket.stop();
    this.#timers.clearAll();
    this.troubled = false;
    this.#store.remove(CHAT_KEY);
    this.#changed();
  }

  /** For when somebody is there again. */
  async leave({ name, email, text }: Leaving): Promise<Left> {
    const { id } = this.message;
    this.message = { id, text };
    this.#store.set(PERSON_KEY, JSON.stringify({ name, email }));
    const { language, conversation } = this;
    const chat = conversation?.id || null;
    const message = { id, name, email, text, language, chat, ...currentPage() };
    const status = await leaveMessage(this.#host, message);
    if (status === 201) this.message = null;
    return status === 201 ? "sent" : status === 429 ? "many" : "failed";
  }

  /** What was said in vain while waiting. */
  #ownWords(): string {
    const { conversation } = this;
    const said = (conversation?.lines ?? []).filter((line) => line.from === "visitor");
    const refused = conversation?.refused ?? [];
    return [...said, ...refused]
      .map((line) => line.text)
      .join("\n")
      .slice(0, LIMITS.text);
  }

  /** The page within an application has changed; its title follows its address. */
  page(): void {
    this.#timers.set("page", TITLE_FOLLOWS_MS, () => this.conversation?.showPage(currentPage()));
  }

  #take(chat: string, client: string): Conversation {
    this.conversation?.stop();
    this.conversation = new Conversation({
      side: "visitor",
      chat,
      client,
      store: this.#store,
      cached: true,
      send: (frame) => this.#socket.send(frame),
      onChange: () => this.#conversationChanged(),
    });
    if (chat) this.conversation.showPage(currentPage());
    return this.conversation;
  }

  #receive(event: ServerEvent): void {
    this.conversation?.receive(event);
  }

  async #ticket(): Promise<VisitorTicket> {
    const ticket = await requestTicket(this.#host);
    const chat = ticket.chat ?? "";
    const { conversation } = this;
    if (chat && conversation && !conversation.id) conversation.adopt(chat);
    // Another tab has ended this chat and begun the next one.
    else if (chat && chat !== conversation?.id) this.#take(chat, await this.#client);
    return ticket;
  }

  #conversationChanged(): void {
    const { conversation } = this;
    if (!conversation) return;
    const { id } = conversation;
    if (conversation.joined) this.#timers.clear("slow");
    if (conversation.joined) this.slow = false;
    if (id) this.#note(id, !conversation.ended);
    if (id) this.#store.set(CHAT_KEY, id);
    if (conversation.turnedAway) this.#turnAway();
    else if (conversation.lost) this.#giveUp(conversation);
    else if (conversation.ended) this.#timers.once("rest", REST_MS, () => this.#rest());
    this.#changed();
  }

  /** The server knows nothing of the chat: what was written goes back to the text field. */
  #giveUp(conversation: Conversation): void {
    const unsent = conversation.refused.map((line) => line.text);
    this.draft = [...unsent, this.draft].filter((text) => text !== "").join("\n");
    this.again();
  }

  #turnAway(): void {
    this.turnedAway = true;
    this.slow = false;
    this.again();
  }

  #rest(): void {
    if (!this.conversation?.ended) return;
    this.#socket.stop();
    this.#changed();
  }

  #note(chat: string, running: boolean): void {
    const noted = running ? chat : "";
    if (noted === this.#noted) return;
    this.#noted = noted;
    // Another tab may have begun the next chat before this one learnt that its own is over.
    if (running || this.#host.chat() === chat) this.#host.running(noted);
  }

  // ---- the connection ----

  #connectionChanged(): void {
    if (this.#socket.state === "open") {
      this.#timers.clear("trouble");
      this.troubled = false;
    } else {
      this.conversation?.closed();
      this.#timers.once("trouble", TROUBLE_MS, () => this.#becomeTroubled());
    }
    this.#changed();
  }

  #becomeTroubled(): void {
    this.troubled = this.#socket.state !== "open" && this.conversation?.ended === false;
    this.#changed();
  }

  #becomeSlow(): void {
    this.slow = this.conversation?.starting === true;
    this.#changed();
  }
}

function currentPage(): { url: string; title: string } {
  return {
    url: location.href.slice(0, LIMITS.url),
    title: document.title.slice(0, LIMITS.title),
  };
}
