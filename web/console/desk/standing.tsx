// Below the list of chats: what an agent is asked into, and ended chats that still hold their slot.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { duration } from "../../shared/clock";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import { finish, showChat } from "./moves";
import { nameOf, visitorName } from "./names";

export function Asked(): JSX.Element | null {
  const workplace = useWorkplace();
  const { desk } = workplace;
  const asked = desk.sharing.asked.value;
  if (asked.length === 0) return null;
  return (
    <section class="standing" aria-label={t("asked.title")}>
      {asked.map(({ chat, by }) => (
        <div key={chat.id}>
          <span>{t("asked", { by, name: visitorName(chat) })}</span>
          <div class="offer-buttons">
            <button type="button" class="button" onClick={() => desk.sharing.letBe(chat.id)}>
              {t("asked.no")}
            </button>
            <button
              type="button"
              class="button main"
              onClick={() => {
                desk.watch(chat, "guest");
                showChat(workplace, chat.id);
              }}
            >
              {t("asked.yes")}
            </button>
          </div>
        </div>
      ))}
    </section>
  );
}

export function WrapUps(): JSX.Element | null {
  const workplace = useWorkplace();
  const { desk } = workplace;
  const now = useSignal(Date.now());
  const wraps = desk.sharing.wraps.value;
  const some = wraps.length > 0;
  useEffect(() => {
    if (!some) return;
    // It stood still since there was last something to count.
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1_000);
    return () => clearInterval(timer);
  }, [some]);
  if (!some) return null;
  const nameOfChat = (id: string) => {
    const chat = desk.chats.value.find((one) => one.id === id);
    return chat ? t("wrap", { name: nameOf(chat) }) : t("wrap.some");
  };
  return (
    <section class="standing" aria-label={t("wrap.title")}>
      {wraps.map(({ chat, until }) => (
        <div key={chat}>
          <span>
            {nameOfChat(chat)} <time>{duration(until - now.value)}</time>
          </span>
          <button type="button" class="button main" onClick={() => finish(workplace, chat)}>
            {t("wrap.done")}
          </button>
        </div>
      ))}
    </section>
  );
}
