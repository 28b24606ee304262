// While nobody has taken the chat yet: the place in the queue.
import type { Catalogue } from "../shared/catalogue";
import type { Conversation } from "../shared/conversation";
import { el, setText } from "./dom";
import type { Part } from "./part";

export function makeQueue(words: Catalogue, conversation: Conversation): Part {
  const place = el("strong");
  const text = el("span", {}, words.text("queue.text"));
  const element = el("div", { class: "queue", role: "status" }, place, text);
  const update = (): void => {
    element.hidden = conversation.summary?.state === "open";
    const { position } = conversation;
    if (!conversation.summary) setText(place, words.text("connecting"));
    else if (position > 0) setText(place, words.text("queue", { count: position }));
    else setText(place, words.text("queue.soon"));
  };
  update();
  return { element, update, focus: () => false };
}
