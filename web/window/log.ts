// The lines of the chat as bubbles, kept in step with the conversation without drawing them anew:
// a screen reader announces what is added to the log, so nothing may be added twice.
import type { Catalogue } from "../shared/catalogue";
import { clockTime, dayName, sameDay } from "../shared/clock";
import type { Conversation } from "../shared/conversation";
import type { Line } from "../shared/protocol";
import { el, ICONS, icon, setText } from "./dom";
import { withLinks } from "./links";
import type { Part } from "./part";
import { systemText } from "./systemlines";
import { joinedName } from "./transcript";

/** Lines of one person within this time stand together. */
const TOGETHER_MS = 120_000;
const AT_END_PX = 48;

export interface LogModel {
  conversation: Conversation;
  /** Everything down to the newest line is in view. */
  seen(): void;
}

type Bubble = { element: HTMLElement; mark: HTMLElement | null };

export class Log implements Part {
  readonly element: HTMLElement;
  readonly #words: Catalogue;
  readonly #model: LogModel;
  readonly #list: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #typing = el("p", { class: "typing", hidden: true });
  readonly #scroller: HTMLElement;
  readonly #newest: HTMLElement;
  readonly #drawn = new Map<number, Bubble>();
  /** Bubbles of lines not yet confirmed, by the key of the entry. */
  readonly #waiting = new Map<string, Bubble>();
  #refusedDrawn = 0;
  #before: Line | null = null;
  /** The names of agents beside the chat's own, by the client they write under. */
  readonly #guests = new Map<string, string>();
  readonly #present = new Set<string>();
  #agent: string;
  #atEnd = true;

  constructor(words: Catalogue, model: LogModel) {
    this.#words = words;
    this.#model = model;
    this.#agent = words.text("agent");
    this.#list = el("div", {
      class: "lines",
      role: "log",
      "aria-label": words.text("log"),
      "aria-live": "off",
    });
    this.#empty = el("p", { class: "empty" }, words.text("empty"));
    this.#scroller = el(
      "div",
      { class: "scroller", tabindex: "0", scroll: () => this.#scrolled() },
      this.#list,
      this.#empty,
      this.#typing,
    );
    this.#newest = el("button", { type: "button", class: "newest", click: () => this.#toEnd() });
    this.element = el("div", { class: "log" }, this.#scroller, this.#newest);
    // A keyboard that slides in must not hide the line just read.
    const sizes = new ResizeObserver(() => this.#atEnd && this.#toEnd());
    for (const each of [this.#scroller, this.#list]) sizes.observe(each);
    this.update();
  }

  /** Whether the newest line is in view. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  focus(): boolean {
    return false;
  }

  update(): void {
    const { conversation } = this.#model;
    for (const line of conversation.lines) if (!this.#drawn.has(line.seq)) this.#place(line);
    this.#removeSettled();
    this.#drawUnsent();
    this.#drawRefused();
    this.#drawMarks();
    this.#drawTyping();
    this.#empty.hidden = this.#list.childElementCount > 0;
    if (this.#atEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#drawNewest();
    // History is not news: announce only what comes after the first drawing.
    if (conversation.joined) this.#list.ariaLive = "polite";
  }

  // ---- scrolling ----

  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    if (this.#atEnd) this.#model.seen();
    this.#drawNewest();
  }

  #toEnd(): void {
    this.#atEnd = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#drawNewest();
  }

  #drawNewest(): void {
    const { unread } = this.#model.conversation;
    this.#newest.hidden = this.#atEnd || unread === 0;
    if (!this.#newest.hidden)
      this.#newest.replaceChildren(icon(ICONS.down), this.#words.text("new", { count: unread }));
  }

  // ---- lines ----

  #place(line: Line): void {
    const before = this.#before;
    const kept = this.#takeWaiting(line);
    const bubble = kept ?? makeBubble(line.from, line.text);
    if (!before || !sameDay(before.at, line.at))
      this.#insert(el("div", { class: "line day" }, dayName(line.at, this.#words.locale)));
    this.#insert(bubble.element);
    this.#agent = joinedName(line) ?? this.#agent;
    this.#learnGuest(line);
    bubble.element.hidden = this.#isFurtherTab(line);
    const name = this.#guests.get(line.client) ?? this.#agent;
    const follows = !!before && sameWriter(before, line) && line.at - before.at < TOGETHER_MS;
    finish(bubble, line, this.#words, name);
    bubble.element.classList.toggle("follows", follows);
    if (follows) this.#drawn.get(before.seq)?.element.classList.add("followed");
    this.#drawn.set(line.seq, bubble);
    this.#before = line;
  }

  /** Agents who come in beside the chat's own are known by the client they write under. */
  #learnGuest(line: Line): void {
    const [code, client = "", ...name] = line.from === "system" ? line.text.split(":") : [];
    if (code === "joined") this.#guests.set(client, name.join(":"));
  }

  /** Whether a line tells of another tab of a guest who is there: nobody needs to read that. */
  #isFurtherTab(line: Line): boolean {
    const [code, ...detail] = line.from === "system" ? line.text.split(":") : [];
    if (code === "left") this.#present.delete(detail.join(":"));
    if (code !== "joined") return false;
    const name = detail.slice(1).join(":");
    const known = this.#present.has(name);
    this.#present.add(name);
    return known;
  }

  /** Confirmed lines stand before those that wait. */
  #insert(element: HTMLElement): void {
    const waiting = this.#waiting.values().next().value?.element ?? null;
    if (element !== waiting) this.#list.insertBefore(element, waiting);
  }

  /** A line that was shown as unsent keeps its bubble when it is confirmed. */
  #takeWaiting(line: Line): Bubble | null {
    if (line.from !== "visitor") return null;
    const unsent = this.#unsentKeys();
    for (const [key, bubble] of this.#waiting) {
      if (unsent.has(key) || bubble.element.dataset.text !== line.text) continue;
      this.#waiting.delete(key);
      return bubble;
    }
    return null;
  }

  #removeSettled(): void {
    const unsent = this.#unsentKeys();
    const early = this.#model.conversation.early.map((line) => line.text);
    for (const [key, bubble] of this.#waiting) {
      // Confirmed ahead of a line that is still on its way: it stays until its place is known.
      if (unsent.has(key) || early.includes(bubble.element.dataset.text ?? "")) continue;
      bubble.element.remove();
      this.#waiting.delete(key);
    }
  }

  #drawUnsent(): void {
    for (const { key, text } of this.#model.conversation.unsent) {
      if (this.#waiting.has(key)) continue;
      const bubble = makeBubble("visitor", text);
      bubble.element.classList.add("sending");
      if (bubble.mark) setText(bubble.mark, this.#words.text("sending"));
      this.#waiting.set(key, bubble);
      this.#list.append(bubble.element);
      this.#atEnd = true;
    }
  }

  #drawRefused(): void {
    const { refused } = this.#model.conversation;
    for (const { text, reason } of refused.slice(this.#refusedDrawn)) {
      const bubble = makeBubble("visitor", text);
      bubble.element.classList.add("refused");
      const why = reason === "chat_ended" ? "refused" : "refused.text";
      if (bubble.mark) setText(bubble.mark, this.#words.text(why));
      this.#list.append(bubble.element);
    }
    this.#refusedDrawn = refused.length;
  }

  #drawMarks(): void {
    const { conversation } = this.#model;
    let newest: HTMLElement | null = null;
    for (const line of conversation.lines) {
      const mark = this.#drawn.get(line.seq)?.mark;
      if (!mark) continue;
      const delivery = conversation.delivery(line);
      mark.className = `mark ${delivery}`;
      setText(mark, this.#words.text(delivery));
      newest = mark;
    }
    newest?.classList.add("last");
  }

  #drawTyping(): void {
    const { conversation } = this.#model;
    const was = this.#typing.hidden;
    this.#typing.hidden = !conversation.typing;
    if (!conversation.typing || !was) return;
    const name = conversation.summary?.agent_name || this.#agent;
    this.#typing.replaceChildren(dots(), this.#words.text("typing", { name }));
  }

  #unsentKeys(): Set<string> {
    return new Set(this.#model.conversation.unsent.map((entry) => entry.key));
  }
}

function sameWriter(one: Line, other: Line): boolean {
  return one.from === other.from && (one.from === "visitor" || one.client === other.client);
}

function makeBubble(from: Line["from"], text: string): Bubble {
  if (from === "system") return { element: el("div", { class: "line system" }), mark: null };
  const mark = from === "visitor" ? el("span", { class: "mark" }) : null;
  const words = el("div", { class: "bubble", dir: "auto" }, ...withLinks(text));
  const about = el("div", { class: "about" }, ...(mark ? [mark] : []));
  return { element: el("div", { class: `line ${from}`, "data-text": text }, words, about), mark };
}

/** What is known of a line once the server has it: its time, and who wrote it. */
function finish(bubble: Bubble, line: Line, words: Catalogue, agent: string): void {
  const { element } = bubble;
  if (line.from === "system") {
    element.textContent = systemText(line, words);
    return;
  }
  element.classList.remove("sending");
  const shown = clockTime(line.at, words.locale);
  const time = el("time", { datetime: new Date(line.at).toISOString() }, shown);
  const name = line.from === "agent" ? agent : words.text("you");
  element.prepend(el("span", { class: line.from === "agent" ? "name" : "unseen" }, name));
  element.lastElementChild?.prepend(time);
}

function dots(): HTMLElement {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}
