// A message for when somebody is there again. What is typed is kept over pages until it has arrived.

import { isAddress } from "../shared/address";
import type { Catalogue } from "../shared/catalogue";
import { LIMITS } from "../shared/protocol";
import { el, setText } from "./dom";
import { emailField, nameField } from "./fields";
import type { Part } from "./part";

export interface Leaving {
  name: string;
  email: string;
  text: string;
}

/** What became of it: it has arrived, it did not, or there were too many of them. */
export type Left = "sent" | "failed" | "many";

export interface LeaveModel {
  kept: Leaving;
  keep(text: string): void;
  send(message: Leaving): Promise<Left>;
}

export function makeLeave(words: Catalogue, model: LeaveModel): Part {
  return new LeaveForm(words, model);
}

class LeaveForm implements Part {
  readonly element: HTMLElement;
  readonly #words: Catalogue;
  readonly #model: LeaveModel;
  readonly #name: HTMLInputElement;
  readonly #email: HTMLInputElement;
  readonly #text: HTMLTextAreaElement;
  readonly #wrong = el("p", { id: "missing", class: "wrong", role: "alert" });
  readonly #send = el("button", { type: "button", class: "main", click: () => this.#submit() });
  readonly #thanks = el("p", { class: "thanks", role: "status" });
  readonly #form: HTMLElement;
  #sending = false;

  constructor(words: Catalogue, model: LeaveModel) {
    this.#words = words;
    this.#model = model;
    const name = nameField(words, model.kept.name);
    const email = emailField(words, model.kept.email, "missing", true);
    [this.#name, this.#email] = [name.input, email.input];
    this.#text = this.#makeText();
    const caption = el("span", {}, words.text("leave.message"));
    const label = el("label", {}, caption, el("div", { class: "field" }, this.#text));
    this.#form = el(
      "div",
      { class: "form", role: "group", "aria-label": words.text("leave") },
      ...[name.label, email.label, label, this.#wrong, this.#send],
    );
    this.element = el("div", { class: "leave" }, this.#form, this.#thanks);
    this.update();
  }

  update(): void {
    this.#send.ariaDisabled = String(this.#sending);
    setText(this.#send, this.#words.text(this.#sending ? "sending" : "leave.send"));
  }

  focus(): boolean {
    this.#name.focus();
    return this.#form.isConnected;
  }

  #makeText(): HTMLTextAreaElement {
    const text = el("textarea", {
      rows: "4",
      dir: "auto",
      maxlength: String(LIMITS.text),
      required: true,
      "aria-describedby": "missing",
      input: () => this.#model.keep(text.value),
    });
    text.value = this.#model.kept.text;
    return text;
  }

  #submit(): void {
    const [name, email, text] = [this.#name, this.#email, this.#text].map((each) =>
      each.value.trim(),
    ) as [string, string, string];
    const addressed = isAddress(email);
    this.#email.ariaInvalid = String(!addressed);
    this.#text.ariaInvalid = String(addressed && !text);
    if (!addressed) this.#point(this.#email, "leave.email");
    else if (!text) this.#point(this.#text, "leave.text");
    else if (!this.#sending) void this.#leave({ name, email, text });
  }

  #point(field: HTMLElement, wrong: string): void {
    setText(this.#wrong, this.#words.text(wrong));
    field.focus();
  }

  async #leave(message: Leaving): Promise<void> {
    this.#sending = true;
    setText(this.#wrong, "");
    this.update();
    const left = await this.#model.send(message);
    this.#sending = false;
    this.update();
    if (left !== "sent") return this.#point(this.#send, `leave.${left}`);
    this.#form.remove();
    setText(this.#thanks, this.#words.text("leave.sent", { email: message.email }));
  }
}
