// The list of the agent's open chats: who, the last line, unread lines, how long the visitor has waited.
import type { JSX } from "preact";
import { Avatar, Loading } from "../controls";
import { Icon, type IconName } from "../icons";
import { type Key, spanOf, t } from "../text";
import { useWorkplace } from "../workplace";
import { showChat } from "./moves";
import { nameOf } from "./names";
import type { OpenChat } from "./open-chat";
import { PickList } from "./pick-list";
import { Asked, WrapUps } from "./standing";

export function Rail(): JSX.Element {
  const { desk } = useWorkplace();
  const chats = desk.chats.value;
  return (
    <nav class="column rail" aria-label={t("rail.title")}>
      <div class="column-head">
        <h2>{t("rail.title")}</h2>
        {desk.room.value > 1 && chats.length > 1 && <Columns />}
      </div>
      <div class="scroller">
        {!desk.known.value && <Loading label="rail.loading" />}
        {desk.known.value && chats.length === 0 && (
          <p class="rail-empty">{t(`rail.empty.${desk.sharing.mode.value}`)}</p>
        )}
        <ul>
          {chats.map((chat) => (
            <li key={chat.id}>
              <ChatItem chat={chat} />
            </li>
          ))}
        </ul>
      </div>
      <Asked />
      <WrapUps />
      <PickList />
      {desk.waiting.value > 0 && (
        <p class="queue-note" role="status">
          {t("queue.note", { count: desk.waiting.value })}
        </p>
      )}
    </nav>
  );
}

function ChatItem({ chat }: { chat: OpenChat }): JSX.Element {
  const workplace = useWorkplace();
  const unread = chat.unread;
  const { shown, active } = workplace.desk.layout.value;
  const classes = ["chat-item", unread > 0 && "unread", shown.includes(chat.id) && "shown"];
  return (
    <button
      type="button"
      class={classes.filter(Boolean).join(" ")}
      aria-current={active === chat.id}
      onClick={() => showChat(workplace, chat.id)}
    >
      <Avatar name={chat.summary.name} of={chat.summary.visitor} present={chat.now.present} />
      <span class="who">
        <bdi>{nameOf(chat)}</bdi>
        <span class="unseen">, {t(chat.now.present ? "presence.here" : "presence.gone")}</span>
        {chat.part.value !== "" && <span class="part">{t(`part.short.${chat.part.value}`)}</span>}
      </span>
      <Waiting chat={chat} />
      <LastLine chat={chat} />
      {unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
          <span class="unseen">{t("unread", { count: unread })}</span>
        </span>
      )}
    </button>
  );
}

function LastLine({ chat }: { chat: OpenChat }): JSX.Element {
  if (chat.now.typing) return <span class="last typing">{t("typing.short")}</span>;
  return (
    <span class="last">
      <bdi>{chat.over ? t("pane.over") : chat.lastText}</bdi>
    </span>
  );
}

/** How long the visitor has waited for an answer; without a question, when the last line was. */
function Waiting({ chat }: { chat: OpenChat }): JSX.Element {
  const { page } = useWorkplace();
  const since = chat.over ? null : chat.waitingSince;
  const span = spanOf(page.clock.value - (since ?? chat.lastAt));
  if (since === null) return <span class="when">{span}</span>;
  return (
    <span class="when waits" title={t("waits.why")}>
      <span class="unseen">{t("waits")} </span>
      {span}
    </span>
  );
}

const COLUMNS: [number, IconName, Key][] = [
  [1, "one", "columns.one"],
  [2, "two", "columns.two"],
  [3, "three", "columns.three"],
];

function Columns(): JSX.Element {
  const { desk } = useWorkplace();
  return (
    <fieldset class="tools plain">
      <legend class="unseen">{t("columns")}</legend>
      {COLUMNS.filter(([count]) => count <= desk.room.value).map(([count, icon, key]) => (
        <button
          key={count}
          type="button"
          class="icon-button"
          aria-pressed={Math.min(desk.layout.value.columns, desk.room.value) === count}
          aria-label={t(key)}
          title={t(key)}
          onClick={() => desk.setColumns(count)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </fieldset>
  );
}
