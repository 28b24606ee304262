// The chat window as a whole: which part shows, in which language, and what the tag is told.

import type { ChatWindow, Host } from "../shared/bridge";
import type { Catalogue } from "../shared/catalogue";
import { takeClient } from "../shared/client";
import type { Conversation } from "../shared/conversation";
import type { Availability } from "../shared/protocol";
import { openStore } from "../shared/storage";
import { makeComposer } from "./composer";
import { makeAfterwards, makeEndQuestion, makeUnserved } from "./ending";
import { type Frame, makeFrame } from "./frame";
import { catalogueOf } from "./languages";
import type { LeaveModel } from "./leave";
import { Log } from "./log";
import type { Part } from "./part";
import { makeQueue } from "./queue";
import { Session } from "./session";
import { StartForm } from "./start";
import { downloadText, transcriptText } from "./transcript";

/** What the window shows: before, during and after a chat. */
type Scene = "start" | "chat" | "question" | "ended" | "unserved";

export class ChatApp implements ChatWindow {
  readonly #host: Host;
  readonly #session: Session;
  readonly #frame: Frame;
  #words: Catalogue;
  #open = false;
  /** Opened by a rule, or as it was on the page before: the focus stays with the page. */
  #quiet = false;
  #asking = false;
  /** What the parts were made for; they are made anew when it changes. */
  #scene: Scene | null = null;
  #shown: Conversation | null = null;
  #log: Log | null = null;
  #parts: Part[] = [];
  #unread = 0;

  constructor(host: Host) {
    this.#host = host;
    const store = openStore(() => window.sessionStorage);
    this.#session = new Session(host, store, takeClient(store), () => this.#update());
    this.#words = catalogueOf(this.#session.language);
    this.#frame = makeFrame({
      minimise: () => this.minimise(),
      askEnd: () => this.#ask(true),
      entered: () => {
        this.#quiet = false;
      },
      escape: () => (this.#asking ? this.#ask(false) : this.minimise()),
      switchLanguage: (language) => this.#speak(language),
    });
    this.#frame.rebuild(this.#words);
    this.#update();
    document.addEventListener("visibilitychange", () => this.#lookedAt());
    window.addEventListener("pageshow", () => this.#lookedAt());
    void this.#session.resume();
  }

  // ---- what the tag says ----

  open(quietly = false): void {
    this.#quiet = quietly;
    if (!this.#open) {
      this.#open = true;
      this.#frame.show(true);
      this.#host.shown(true);
      this.#update();
    }
    if (!quietly) this.#focus();
  }

  minimise(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#frame.show(false);
    this.#host.shown(false);
  }

  page(): void {
    this.#session.page();
  }

  available(_state: Availability["state"]): void {
    this.#update();
  }

  // ---- drawing ----

  #update(): void {
    if (!this.#frame) return;
    const { conversation } = this.#session;
    const scene = this.#sceneNow();
    if (scene !== this.#scene || conversation !== this.#shown) this.#build(scene);
    for (const part of this.#parts) part.update();
    this.#drawFrame();
    this.#seen();
    this.#tellUnread();
  }

  #sceneNow(): Scene {
    const { conversation } = this.#session;
    if (!conversation || (!conversation.id && !conversation.joined)) return "start";
    if (conversation.ended) return conversation.unserved ? "unserved" : "ended";
    return this.#asking ? "question" : "chat";
  }

  #build(scene: Scene): void {
    const hadFocus = this.#scene !== null && this.#open && !this.#quiet;
    const { conversation } = this.#session;
    if (conversation !== this.#shown || scene === "start") this.#log = null;
    this.#scene = scene;
    this.#shown = conversation;
    this.#parts = this.#makeParts(scene, conversation);
    this.#frame.setParts(...this.#parts.map((part) => part.element));
    if (hadFocus) this.#focus();
  }

  #makeParts(scene: Scene, conversation: Conversation | null): Part[] {
    if (scene === "start" || !conversation) return [this.#makeStart()];
    if (scene === "unserved") return [this.#makeUnserved(conversation)];
    return [this.#logOf(conversation), ...this.#partsBelow(scene, conversation)];
  }

  #partsBelow(scene: Scene, conversation: Conversation): Part[] {
    if (scene === "ended") return [makeAfterwards(this.#words, this.#afterwards(conversation))];
    if (scene === "question")
      return [
        makeEndQuestion(this.#words, {
          end: () => {
            this.#asking = false;
            conversation.end();
          },
          keep: () => this.#ask(false),
        }),
      ];
    return [makeQueue(this.#words, conversation), this.#makeComposer(conversation)];
  }

  #logOf(conversation: Conversation): Log {
    this.#log ??= new Log(this.#words, { conversation, seen: () => this.#seen() });
    return this.#log;
  }

  #makeStart(): Part {
    const session = this.#session;
    return new StartForm(this.#words, {
      availability: () => (session.turnedAway ? "busy" : this.#host.availability()),
      told: () => this.#told(),
      starting: () => session.conversation?.starting === true,
      slow: () => session.slow,
      kept: session.person,
      begin: (name, email) => void session.begin({ name, email }),
      checkAgain: () => {
        session.turnedAway = false;
        this.#host.refresh();
      },
      leave: this.#leaveModel(),
    });
  }

  #told(): Availability | null {
    const told = this.#host.told();
    if (!this.#session.turnedAway) return told;
    return { state: "busy", at: Date.now(), ...told, full: true };
  }

  #makeUnserved(conversation: Conversation): Part {
    const by = conversation.summary?.ended_by === "visitor" ? "visitor" : "system";
    const choices = { leave: this.#leaveModel(), again: () => this.#session.again() };
    return makeUnserved(this.#words, by, choices);
  }

  #leaveModel(): LeaveModel {
    const session = this.#session;
    const { id, text } = session.message;
    return {
      kept: { ...session.person, text },
      keep: (typed) => {
        session.message = { id, text: typed };
      },
      send: (message) => session.leave(message),
    };
  }

  #makeComposer(conversation: Conversation): Part {
    const session = this.#session;
    return makeComposer(this.#words, {
      draft: session.draft,
      keep: (draft) => {
        session.draft = draft;
      },
      post: (text) => conversation.post(text),
      keyed: () => conversation.keyed(),
      stopped: () => conversation.stoppedTyping(),
    });
  }

  #afterwards(conversation: Conversation): { download(): void; again(): void } {
    const words = this.#words;
    return {
      download: () => {
        const day = new Date(conversation.summary?.started ?? Date.now())
          .toISOString()
          .slice(0, 10);
        const text = transcriptText(conversation.lines, conversation.summary, words);
        downloadText(`${words.text("transcript.file")}-${day}.txt`, text);
      },
      again: () => this.#session.again(),
    };
  }

  #drawFrame(): void {
    const { conversation, troubled } = this.#session;
    const words = this.#words;
    const running = conversation !== null && this.#scene !== "start" && !conversation.ended;
    const name = running ? (conversation.summary?.agent_name ?? "") : "";
    const title = name || words.text("title");
    const here = conversation?.present === true;
    this.#frame.setTitle(title, name ? words.text(here ? "here" : "away") : "", here);
    this.#frame.setEndable(running && !conversation.ending);
    const offline = navigator.onLine ? "reconnecting" : "offline";
    const ending = conversation?.ending ? words.text("end.ending") : "";
    this.#frame.setBanner(running && troubled ? words.text(offline) : ending);
  }

  // ---- what the visitor does ----

  #ask(asking: boolean): void {
    this.#asking = asking;
    this.#update();
  }

  #speak(language: string): void {
    this.#session.language = language;
    this.#words = catalogueOf(language);
    this.#log = null;
    this.#scene = null;
    this.#frame.rebuild(this.#words);
    this.#update();
    this.#focus();
  }

  #focus(): void {
    for (const part of this.#parts) if (part.focus()) return;
  }

  // ---- attention ----

  #lookedAt(): void {
    if (document.visibilityState !== "visible") return;
    // Another tab may have begun a chat.
    void this.#session.resume();
    this.#update();
  }

  #seen(): void {
    const { conversation } = this.#session;
    const looking = this.#open && document.visibilityState === "visible";
    if (conversation && looking && (!this.#log || this.#log.atEnd)) conversation.seen();
  }

  #tellUnread(): void {
    const unread = this.#session.conversation?.unread ?? 0;
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#host.unread(unread);
  }
}
