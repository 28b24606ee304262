// Before the chat: who is there, and who asks. Name and e-mail are optional.

import { isAddress } from "../shared/address";
import type { Catalogue } from "../shared/catalogue";
import { comingTime } from "../shared/clock";
import type { Availability } from "../shared/protocol";
import { el, setText } from "./dom";
import { emailField, nameField } from "./fields";
import { type LeaveModel, makeLeave } from "./leave";
import type { Part } from "./part";
import { waitText } from "./wait";

export interface StartModel {
  availability(): Availability["state"] | null;
  /** What is told beside it: when it opens, how long a newcomer waits. */
  told(): Availability | null;
  /** Asked to begin and not yet answered. */
  starting(): boolean;
  /** That has lasted longer than one would expect. */
  slow(): boolean;
  kept: { name: string; email: string };
  begin(name: string, email: string): void;
  checkAgain(): void;
  /** For when nobody is there. */
  leave: LeaveModel;
}

const CHECKING_MS = 1_500;

export class StartForm implements Part {
  readonly element: HTMLElement;
  readonly #words: Catalogue;
  readonly #model: StartModel;
  readonly #title = el("h3", { id: "start" });
  readonly #text = el("p");
  readonly #name: HTMLInputElement;
  readonly #email: HTMLInputElement;
  readonly #wrong = el("p", { id: "wrong", class: "wrong", role: "alert" });
  readonly #progress = el("p", { class: "progress", role: "status" });
  readonly #go = el("button", { type: "button", class: "main", click: () => this.#submit() });
  readonly #again = el("button", { type: "button", class: "plain", click: () => this.#check() });
  readonly #form: HTMLElement;
  readonly #leave: Part;
  #checking = false;

  constructor(words: Catalogue, model: StartModel) {
    this.#words = words;
    this.#model = model;
    const name = nameField(words, model.kept.name);
    const email = emailField(words, model.kept.email, "wrong");
    this.#leave = makeLeave(words, model.leave);
    this.#name = name.input;
    this.#email = email.input;
    // Not a form element: a sandboxed page may not submit those.
    this.#form = el(
      "div",
      {
        class: "form",
        role: "group",
        "aria-labelledby": "start",
        keydown: (event) => this.#key(event),
      },
      name.label,
      email.label,
      this.#wrong,
      this.#go,
    );
    const hello = el("div", { class: "hello" }, this.#title, this.#text);
    const below = [this.#form, this.#again, this.#progress];
    this.element = el("div", { class: "start" }, hello, ...below);
    this.update();
  }

  update(): void {
    const state = this.#model.availability() ?? "online";
    const told = this.#model.told();
    const starting = this.#model.starting();
    const go = starting ? "connecting" : state === "busy" ? "start.wait" : "start.go";
    const closed = state === "offline" || told?.full === true;
    setText(this.#title, this.#words.text(`start.${state}`));
    setText(this.#text, startText(this.#words, state, told));
    this.#form.hidden = closed && !starting;
    this.#again.hidden = !this.#form.hidden;
    this.#offerMessage(this.#form.hidden);
    this.#again.ariaDisabled = String(this.#checking);
    setText(this.#again, this.#words.text(this.#checking ? "start.checking" : "start.again"));
    this.#go.ariaDisabled = String(starting);
    setText(this.#go, this.#words.text(go));
    setText(this.#progress, this.#model.slow() ? this.#words.text("connecting.long") : "");
  }

  focus(): boolean {
    if (this.#form.hidden) return this.#leave.focus();
    this.#name.focus();
    return true;
  }

  /** It is there only when it is meant: two fields for one name would confuse who fills them. */
  #offerMessage(offered: boolean): void {
    const { element } = this.#leave;
    if (!offered) element.remove();
    else if (!element.parentElement) this.#again.before(element);
  }

  #key(event: Event): void {
    const inField = event.target instanceof HTMLInputElement;
    if (inField && (event as KeyboardEvent).key === "Enter") this.#submit();
  }

  #submit(): void {
    const address = this.#email.value.trim();
    const looksWrong = address !== "" && !isAddress(address);
    this.#email.ariaInvalid = String(looksWrong);
    setText(this.#wrong, looksWrong ? this.#words.text("start.email.wrong") : "");
    if (looksWrong) this.#email.focus();
    else if (!this.#model.starting()) this.#model.begin(this.#name.value.trim(), address);
  }

  #check(): void {
    this.#checking = true;
    this.#model.checkAgain();
    setTimeout(() => {
      this.#checking = false;
      this.update();
    }, CHECKING_MS);
    this.update();
  }
}

/** What is said below the greeting: whatever is known of when, and how long. */
function startText(
  words: Catalogue,
  state: Availability["state"],
  told: Availability | null,
): string {
  if (state === "offline" && told?.opens) {
    const when = comingTime(told.opens, Date.now(), words.locale);
    return words.text("start.opens", { when });
  }
  if (told?.full) return words.text("start.full");
  if (state !== "offline" && told?.position) {
    const place = words.text("start.place", { count: told.position });
    const wait = waitText(words, told.wait ?? null);
    return wait ? `${place} ${wait}.` : place;
  }
  return words.text(`start.${state}.text`);
}
