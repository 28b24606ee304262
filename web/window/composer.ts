// Where the visitor writes. What is not sent yet is kept over pages.
import type { Catalogue } from "../shared/catalogue";
import { LIMITS } from "../shared/protocol";
import { el, ICONS, icon, setText } from "./dom";
import type { Part } from "./part";

/** Tell how much room is left when it becomes scarce. */
const TELL_LEFT_BELOW = 300;

export interface ComposerModel {
  draft: string;
  keep(draft: string): void;
  post(text: string): void;
  keyed(): void;
  stopped(): void;
}

export function makeComposer(words: Catalogue, model: ComposerModel): Part {
  const text = el("textarea", {
    rows: "1",
    dir: "auto",
    maxlength: String(LIMITS.text),
    enterkeyhint: "send",
    placeholder: words.text("write"),
    "aria-label": words.text("write"),
    "aria-describedby": "hint",
    input: () => typed(),
    blur: () => model.stopped(),
    keydown: (event) => pressed(event as KeyboardEvent),
  });
  text.value = model.draft;
  const send = el(
    "button",
    {
      type: "button",
      class: "send",
      click: (event) => submit(event),
      "aria-label": words.text("send"),
      title: words.text("send"),
    },
    icon(ICONS.send, true),
  );
  const left = el("p", { class: "left", role: "status" });
  const hint = el("p", { id: "hint", class: "unseen" }, words.text("write.hint"));
  const element = el(
    "div",
    { class: "composer form" },
    el("div", { class: "field" }, text, send),
    left,
    hint,
  );

  const typed = (): void => {
    model.keep(text.value);
    if (text.value.trim() === "") model.stopped();
    else model.keyed();
    update();
  };
  const pressed = (event: KeyboardEvent): void => {
    // Enter also picks a word from an input method's list; that is not the end of the line.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const line = text.value.trim();
    if (line === "") return;
    text.value = "";
    model.keep("");
    model.post(line);
    text.focus();
    update();
  };
  const update = (): void => {
    send.ariaDisabled = String(text.value.trim() === "");
    const room = LIMITS.text - text.value.length;
    setText(left, room < TELL_LEFT_BELOW ? words.text("left", { count: room }) : "");
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
  };
  update();
  return {
    element,
    update,
    focus: () => {
      text.focus();
      return true;
    },
  };
}
