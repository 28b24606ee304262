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

export function makeStart(words: Catalogue, model: StartModel): Part {
  const title = el("h3", { id: "start" });
  const text = el("p");
  const name = field(words, "name", "text", LIMITS.name, model.kept.name);
  const email = field(words, "email", "email", LIMITS.email, model.kept.email);
  const wrong = el("p", { id: "wrong", class: "wrong", role: "alert" });
  const go = el("button", { type: "button", class: "main", click: () => submit() });
  const progress = el("p", { class: "progress", role: "status" });
  const again = el("button", { type: "button", class: "main", click: () => check() });
  // Not a form element: a sandboxed page may not submit those.
  const form = el(
    "div",
    {
      class: "form",
      role: "group",
      "aria-labelledby": "start",
      keydown: (event) => entered(event),
    },
    name.label,
    email.label,
    wrong,
    go,
  );
  const element = el(
    "div",
    { class: "start" },
    el("div", { class: "hello" }, title, text),
    form,
    again,
    progress,
  );
  let checking = false;

  const entered = (event: Event): void => {
    const inField = event.target instanceof HTMLInputElement;
    if (inField && (event as KeyboardEvent).key === "Enter") submit();
  };
  const submit = (): void => {
    const address = email.input.value.trim();
    const looksWrong = address !== "" && !/^[^\s@]+@[^\s@]+$/.test(address);
    email.input.ariaInvalid = String(looksWrong);
    setText(wrong, looksWrong ? words.text("start.email.wrong") : "");
    if (looksWrong) email.input.focus();
    else if (!model.starting()) model.begin(name.input.value.trim(), address);
  };
  const check = (): void => {
    checking = true;
    model.checkAgain();
    setTimeout(() => {
      checking = false;
      update();
    }, CHECKING_MS);
    update();
  };
  const update = (): void => {
    const state = model.availability() ?? "online";
    const starting = model.starting();
    setText(title, words.text(`start.${state}`));
    setText(text, words.text(`start.${state}.text`));
    form.hidden = state === "offline" && !starting;
    again.hidden = !form.hidden;
    again.ariaDisabled = String(checking);
    setText(again, words.text(checking ? "start.checking" : "start.again"));
    go.ariaDisabled = String(starting);
    setText(go, words.text(starting ? "connecting" : state === "busy" ? "start.wait" : "start.go"));
    setText(progress, model.slow() ? words.text("connecting.long") : "");
  };
  update();
  return {
    element,
    update,
    focus: () => {
      (form.hidden ? again : name.input).focus();
      return true;
    },
  };
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
