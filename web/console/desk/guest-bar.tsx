// Over a chat that another agent holds: what one is in it, and how to come in, take it over or go.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import { nameOf } from "./names";
import type { OpenChat } from "./open-chat";

export function GuestBar({ chat }: { chat: OpenChat }): JSX.Element {
  const { desk } = useWorkplace();
  const asking = useSignal(false);
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
        <button
          type="button"
          class="button"
          aria-expanded={asking.value}
          onClick={() => {
            asking.value = true;
          }}
        >
          {t("part.take")}
        </button>
      </div>
      {asking.value && <ConfirmTake chat={chat} asking={asking} />}
    </div>
  );
}

/** Somebody loses the chat by it: once more it is asked. */
function ConfirmTake({ chat, asking }: { chat: OpenChat; asking: Signal<boolean> }): JSX.Element {
  const { desk } = useWorkplace();
  const question = t("take.question", {
    name: nameOf(chat),
    agent: chat.summary.agent_name || t("role.agent"),
  });
  const close = () => {
    asking.value = false;
  };
  return (
    <div
      class="confirm"
      role="alertdialog"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <p>{question}</p>
      <div>
        <button type="button" class="button" onClick={close}>
          {t("take.no")}
        </button>
        <button
          type="button"
          class="button main"
          ref={focusOnce}
          onClick={() => {
            close();
            desk.sharing.take(chat.id);
          }}
        >
          {t("take.yes")}
        </button>
      </div>
    </div>
  );
}

function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}
