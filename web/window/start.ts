// Before the chat: who is there, and who asks. Name and e-mail are optional.
import type { Catalogue } from "../shared/catalogue";
import { type Availability, LIMITS } from "../shared/protocol";
import { el, setText } from "./dom";
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
  readonly #again = el("button", { type: "button", class: "main", click: () => this.#check() });
  readonly #form: HTMLElement;
  #checking = false;

  constructor(words: Catalogue, model: StartModel) {
    this.#words = words;
    this.#model = model;
    const name = field(words, "name", "text", LIMITS.name, model.kept.name);
    const email = field(words, "email", "email", LIMITS.email, model.kept.email);
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
    this.element = el("div", { class: "start" }, hello, this.#form, this.#again, this.#progress);
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
    this.#again.ariaDisabled = String(this.#checking);
    setText(this.#again, this.#words.text(this.#checking ? "start.checking" : "start.again"));
    this.#go.ariaDisabled = String(starting);
    setText(this.#go, this.#words.text(go));
    setText(this.#progress, this.#model.slow() ? this.#words.text("connecting.long") : "");
  }

  focus(): boolean {
    (this.#form.hidden ? this.#again : this.#name).focus();
    return true;
  }

  #key(event: Event): void {
    const inField = event.target instanceof HTMLInputElement;
    if (inField && (event as KeyboardEvent).key === "Enter") this.#submit();
  }

  #submit(): void {
    const address = this.#email.value.trim();
    const looksWrong = address !== "" && !/^[^\s@]+@[^\s@]+$/.test(address);
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

function field(words: Catalogue, key: string, type: string, limit: number, value: string) {
  const input = el("input", {
    type,
    name: key,
    maxlength: String(limit),
    autocomplete: key,
    // Addresses are written from left to right in every language; names as they come.
    dir: type === "email" ? "ltr" : "auto",
    "aria-describedby": type === "email" ? "wrong" : false,
  });
  input.value = value;
  const optional = el("small", {}, words.text("start.optional"));
  const caption = el("span", {}, words.text(`start.${key}`), " ", optional);
  return { input, label: el("label", {}, caption, input) };
}
