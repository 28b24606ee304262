// The tag as the window needs it: what no page should carry before a chat is here. Called by index.ts.
import { type Host, OPEN_KEY, type Tag } from "../shared/bridge";
import { openStore } from "../shared/storage";
import { addStyle } from "../shared/style";
import css from "./badge.css?inline";
import { catalogueOf } from "./languages";

export function hostOf(tag: Tag): Host {
  const { account, api, language, availability } = tag;
  const store = openStore(() => window.sessionStorage);
  // In the page's language, whichever the window speaks: the button is a part of the page.
  const words = catalogueOf(language);
  const element = tag.root.querySelector("button");
  addStyle(tag.root, css);
  const show = (running: boolean): void =>
    tag.button({ running, text: running ? words.text("button") : "" });
  show(!!tag.visit()?.chat);
  // A running chat must be reachable even where nobody knows who is there.
  if (!availability.told) tag.button({ told: { state: "online", at: 0 } });
  return {
    account,
    api,
    language,
    identity: () => {
      const { visitor = "", visit = "" } = tag.visit() ?? {};
      return { visitor, visit };
    },
    skill: tag.skill,
    rule: tag.rule,
    chat: () => tag.visit()?.chat ?? "",
    availability: () => availability.told?.state ?? null,
    told: () => availability.told,
    refresh: () => availability.refresh(),
    running: (chat) => {
      const visit = tag.visit();
      if (visit && (visit.chat !== chat || chat)) tag.keep({ ...visit, chat, chatted: Date.now() });
      show(chat !== "");
    },
    shown: (open) => {
      if (open) store.set(OPEN_KEY, "1");
      else store.remove(OPEN_KEY);
      tag.button({ open });
      if (!open) element?.focus();
    },
    unread: (count) => {
      element?.setAttribute("data-unread", count > 0 ? String(Math.min(count, 99)) : "");
      tag.button({ name: count > 0 ? words.text("button.unread", { count }) : "" });
    },
  };
}
