// The end of a chat: asked for once more before, and what can be done after.
import type { Catalogue } from "../shared/catalogue";
import { el, ICONS, icon } from "./dom";
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

function button(text: string, kind: string, click: () => void): HTMLButtonElement {
  return el("button", { type: "button", class: kind, click }, text);
}
