// While nobody has taken the chat yet: the place in the queue, how long it may take, and the way out.
import type { Catalogue } from "../shared/catalogue";
import type { Conversation } from "../shared/conversation";
import { el, setText } from "./dom";
import type { Part } from "./part";
import { waitText } from "./wait";

export function makeQueue(words: Catalogue, conversation: Conversation): Part {
  const place = el("strong");
  const wait = el("span");
  const text = el("span", {}, words.text("queue.text"));
  const leave = el(
    "button",
    { type: "button", class: "leaves", click: () => conversation.end() },
    words.text("queue.leave"),
  );
  const told = el("div", { role: "status" }, place, wait, text);
  const element = el("div", { class: "queue" }, told, leave);
  const update = (): void => {
    element.hidden = conversation.summary?.state === "open";
    const { position } = conversation;
    if (!conversation.summary) setText(place, words.text("connecting"));
    else if (position > 0) setText(place, words.text("queue", { count: position }));
    else setText(place, words.text("queue.soon"));
    setText(wait, position > 0 ? waitText(words, conversation.wait) : "");
    leave.hidden = !conversation.summary || conversation.ending;
  };
  update();
  return { element, update, focus: () => false };
}
