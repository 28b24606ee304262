// Over a chat that another agent holds: what one is in it, and how to come in, take it over or go.
import type { JSX } from "preact";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import type { OpenChat } from "./open-chat";

export function GuestBar({ chat }: { chat: OpenChat }): JSX.Element {
  const { desk } = useWorkplace();
  const part = chat.part.value === "monitor" ? "monitor" : "guest";
  return (
    <div class="guest-bar">
      <p>{t(`part.${part}`, { name: chat.summary.agent_name || t("role.agent") })}</p>
      <div>
        <button type="button" class="button" onClick={() => desk.leave(chat.id)}>
          {t("part.leave")}
        </button>
        {part === "monitor" && (
          <button type="button" class="button" onClick={() => desk.watch(chat.summary, "guest")}>
            {t("part.come_in")}
          </button>
        )}
        <button type="button" class="button" onClick={() => desk.sharing.take(chat.id)}>
          {t("part.take")}
        </button>
      </div>
    </div>
  );
}
