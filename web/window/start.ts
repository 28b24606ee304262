// Before the chat: who is there, and who asks. Name and e-mail are optional.
import type { Catalogue } from "../shared/catalogue";
import type { Availability } from "../shared/protocol";
import { el, setText } from "./dom";
import { emailField, isAddress, nameField } from "./fields";
import { type LeaveModel, makeLeave } from "./leave";
import type { Part } from "./part";

export interface StartModel {
  availability(): Availability["state"] | null;
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
    const below = [this.#form, this.#leave.element, this.#again, this.#progress];
    this.element = el("div", { class: "start" }, hello, ...below);
    this.update();
  }

  update(): void {
    const state = this.#model.availability() ?? "online";
    const starting = this.#model.starting();
    const go = starting ? "connecting" : state === "busy" ? "start.wait" : "start.go";
    setText(this.#title, this.#words.text(`start.${state}`));
    setText(this.#text, this.#words.text(`start.${state}.text`));
    this.#form.hidden = state === "offline" && !starting;
    this.#again.hidden = !this.#form.hidden;
    this.#leave.element.hidden = !this.#form.hidden;
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
