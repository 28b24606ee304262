// The end of a chat: asked for once more before, and what can be done after.
import type { Catalogue } from "../shared/catalogue";
import { el, ICONS, icon } from "./dom";
import { type LeaveModel, makeLeave } from "./leave";
import type { Part } from "./part";

export function makeEndQuestion(words: Catalogue, answers: { end(): void; keep(): void }): Part {
  const keep = button(words.text("end.no"), "plain", answers.keep);
  const element = el(
    "div",
    {
      class: "question",
      role: "alertdialog",
      "aria-labelledby": "ask",
      "aria-describedby": "ask-text",
    },
    el("h3", { id: "ask" }, words.text("end.ask")),
    el("p", { id: "ask-text" }, words.text("end.text")),
    el(
      "div",
      { class: "choices" },
      keep,
      button(words.text("end.yes"), "main danger", answers.end),
    ),
  );
  return {
    element,
    update: () => undefined,
    focus: () => {
      keep.focus();
      return true;
    },
  };
}

export function makeAfterwards(
  words: Catalogue,
  choices: { download(): void; again(): void },
): Part {
  const download = button(words.text("ended.download"), "plain", choices.download);
  download.prepend(icon(ICONS.download));
  const again = button(words.text("ended.new"), "main", choices.again);
  const element = el(
    "div",
    { class: "afterwards" },
    el("p", {}, words.text("ended.text")),
    el("div", { class: "choices" }, download, again),
  );
  return {
    element,
    update: () => undefined,
    focus: () => {
      again.focus();
      return true;
    },
  };
}

/** Nobody took the chat: what the visitor wanted need not be lost. */
export function makeUnserved(
  words: Catalogue,
  by: "visitor" | "system",
  choices: { leave: LeaveModel; again(): void },
): Part {
  const leave = makeLeave(words, choices.leave);
  const hello = el("div", { class: "hello" });
  hello.append(
    el("h3", {}, words.text(`unserved.${by}`)),
    el("p", {}, words.text("unserved.text")),
  );
  const again = button(words.text("ended.new"), "plain", choices.again);
  const element = el("div", { class: "start" }, hello, leave.element, again);
  return { element, update: () => leave.update(), focus: () => leave.focus() };
}

function button(text: string, kind: string, click: () => void): HTMLButtonElement {
  return el("button", { type: "button", class: kind, click }, text);
}
