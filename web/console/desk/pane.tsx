// One chat side by side with others: head, log, typing, composer, and the way to end it.
import type { JSX } from "preact";
import { Avatar } from "../controls";
import { Icon } from "../icons";
import { addressOf } from "../route";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import { ChatLog } from "./chat-log";
import { Composer, composerId } from "./composer";
import { GuestBar } from "./guest-bar";
import { putAway } from "./moves";
import { nameOf } from "./names";
import { NoteBox } from "./note-box";
import type { OpenChat } from "./open-chat";

export function Pane({ chat }: { chat: OpenChat }): JSX.Element {
  const { desk, page } = useWorkplace();
  const active = desk.layout.value.active === chat.id;
  return (
    <section
      class={active ? "pane active" : "pane"}
      aria-label={t("pane.label", { name: nameOf(chat) })}
      onFocusIn={() => {
        if (desk.layout.peek().active !== chat.id) desk.show(chat.id);
      }}
    >
      <PaneHead chat={chat} />
      {!chat.over && chat.part.value !== "" && <GuestBar chat={chat} />}
      {page.ending.value === chat.id && !chat.over && <ConfirmEnd chat={chat} />}
      <ChatLog chat={chat} />
      <Typing chat={chat} />
      {!chat.over && <NoteBox chat={chat} />}
      {chat.over && <EndedFoot chat={chat} />}
      {!chat.over && chat.part.value !== "monitor" && <Composer chat={chat} />}
    </section>
  );
}

function PaneHead({ chat }: { chat: OpenChat }): JSX.Element {
  const { page } = useWorkplace();
  const { now } = chat;
  const title = now.page.title || now.page.url;
  return (
    <header class="pane-head">
      <Avatar name={chat.summary.name} of={chat.summary.visitor} present={now.present} />
      <div class="pane-title">
        <h2>
          <bdi>{nameOf(chat)}</bdi>
        </h2>
        <p>
          {chat.over ? t("pane.over") : title || t(now.present ? "presence.here" : "presence.gone")}
        </p>
      </div>
      <button
        type="button"
        class="icon-button only-narrow"
        aria-label={t("panel.open")}
        title={t("panel.open")}
        onClick={() => {
          page.panel.value = true;
          page.fold.value = "panel";
        }}
      >
        <Icon name="person" />
      </button>
      {!chat.over && chat.part.value === "" && <Passing chat={chat} />}
      {!chat.over && chat.part.value === "" && (
        <button
          type="button"
          class="button"
          onClick={() => {
            page.ending.value = chat.id;
          }}
        >
          {t("pane.end")}
        </button>
      )}
    </header>
  );
}

function Passing({ chat }: { chat: OpenChat }): JSX.Element {
  const { page } = useWorkplace();
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t("pass.open", { name: nameOf(chat) })}
      title={t("pass.open", { name: nameOf(chat) })}
      onClick={() => {
        page.dialog.value = { name: "pass", chat: chat.id };
      }}
    >
      <Icon name="people" />
    </button>
  );
}

function ConfirmEnd({ chat }: { chat: OpenChat }): JSX.Element {
  const { page } = useWorkplace();
  const close = () => {
    page.ending.value = null;
    document.getElementById(composerId(chat.id))?.focus();
  };
  const end = () => {
    page.ending.value = null;
    chat.end();
  };
  return (
    <div
      class="confirm"
      role="alertdialog"
      aria-label={t("end.question", { name: nameOf(chat) })}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <p>{t("end.question", { name: nameOf(chat) })}</p>
      <div>
        <button type="button" class="button" onClick={close}>
          {t("end.no")}
        </button>
        <button type="button" class="button danger" ref={focusOnce} onClick={end}>
          {t("end.yes")}
        </button>
      </div>
    </div>
  );
}

function Typing({ chat }: { chat: OpenChat }): JSX.Element {
  const { now } = chat;
  return (
    <div class="typing-row">
      {now.typing && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t("typing", { name: nameOf(chat) })}
        </>
      )}
    </div>
  );
}

function EndedFoot({ chat }: { chat: OpenChat }): JSX.Element {
  const workplace = useWorkplace();
  const wraps = workplace.desk.sharing.wraps.value.some((wrap) => wrap.chat === chat.id);
  return (
    <footer class="ended-foot">
      <span class="soft">{t("pane.over")}</span>
      <span>
        <a class="button" href={addressOf({ screen: "closed", chat: chat.id })}>
          {t("transcript.open")}
        </a>{" "}
        <button
          type="button"
          class={wraps ? "button main" : "button small"}
          ref={focusIfLost}
          onClick={() => putAway(workplace, chat.id)}
        >
          {t(wraps ? "wrap.done" : "pane.put_away")}
        </button>
      </span>
    </footer>
  );
}

/** The composer that had the focus is gone with the chat's end; the keyboard goes on from here. */
function focusIfLost(button: HTMLButtonElement | null): void {
  if (document.activeElement === document.body) button?.focus();
}

function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}
