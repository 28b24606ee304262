// The bar over every signed-in screen: where one is, own status and load, the queue, sound, notifications, own menu.
import type { JSX } from "preact";
import { firstSection } from "../admin/sections";
import { Icon, Logo } from "../icons";
import { addressOf, route } from "../route";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import { OwnMenu } from "./own-menu";
import { Switches } from "./switches";

/** More pips than this say less than the figures beside them. */
const MOST_PIPS = 8;

export function TopBar(): JSX.Element {
  const { desk } = useWorkplace();
  const answers = desk.answers.value;
  return (
    <header class="topbar">
      <h1 class="unseen">{t("heading")}</h1>
      <span class="brand">
        <Logo />
        <span class="label">Parley</span>
      </span>
      <Screens />
      {answers && <StatusSwitch />}
      <div class="facts">
        {answers && <Load />}
        {answers && <Queue />}
        <Connection />
      </div>
      <span class="topbar-space" />
      <div class="tools">
        <Switches />
      </div>
      <OwnMenu />
    </header>
  );
}

/** What there is to look at, and the permission that each needs. */
const READING = [
  [{ screen: "visitors", visit: null }, "eye", "visitors.read"],
  [{ screen: "queue" }, "queue", "chats.read"],
  [{ screen: "messages", message: null }, "mail", "chats.read"],
  [{ screen: "closed", chat: null }, "archive", "chats.read"],
] as const;

function Screens(): JSX.Element {
  const { desk, page } = useWorkplace();
  const { screen } = route.value;
  const held = desk.me.value?.permissions ?? ["chats.read"];
  return (
    <nav class="topnav" aria-label={t("screens")}>
      <a
        href={addressOf({ screen: "desk" })}
        title={t("screens.chats")}
        aria-current={screen === "desk" ? "page" : undefined}
      >
        <Icon name="chat" />
        <span class="label">{t("screens.chats")}</span>
        <span class="unseen only-icon">{t("screens.chats")}</span>
        {desk.unread.value > 0 && screen !== "desk" && (
          <span class="badge">
            <span aria-hidden="true">{desk.unread.value}</span>
            <span class="unseen">{t("unread", { count: desk.unread.value })}</span>
          </span>
        )}
      </a>
      {READING.filter(([, , needs]) => held.includes(needs)).map(([place, icon]) => (
        <a
          key={place.screen}
          href={addressOf(place)}
          title={t(`screens.${place.screen}`)}
          aria-current={screen === place.screen ? "page" : undefined}
        >
          <Icon name={icon} />
          <span class="label">{t(`screens.${place.screen}`)}</span>
          <span class="unseen only-icon">{t(`screens.${place.screen}`)}</span>
          {place.screen === "messages" && page.fresh.value > 0 && (
            <span class="badge">
              <span aria-hidden="true">{page.fresh.value}</span>
              <span class="unseen">{t("messages.fresh", { count: page.fresh.value })}</span>
            </span>
          )}
        </a>
      ))}
      {firstSection(desk.me.value?.permissions ?? []) !== null && (
        <a
          href={addressOf({ screen: "admin", section: null })}
          title={t("screens.admin")}
          aria-current={screen === "admin" ? "page" : undefined}
        >
          <Icon name="cog" />
          <span class="label">{t("screens.admin")}</span>
          <span class="unseen only-icon">{t("screens.admin")}</span>
        </a>
      )}
    </nav>
  );
}

function StatusSwitch(): JSX.Element {
  const { desk } = useWorkplace();
  const chosen = desk.wanted.value ?? desk.status.value;
  return (
    <fieldset class="segments" disabled={desk.connection.value !== "open"}>
      <legend class="unseen">{t("status")}</legend>
      {(["online", "away"] as const).map((status) => (
        <label key={status}>
          <input
            type="radio"
            name="status"
            value={status}
            checked={chosen === status}
            onChange={() => desk.setStatus(status)}
          />
          <span class={status === "online" ? "dot on" : "dot away"} aria-hidden="true" />
          {t(`status.${status}`)}
        </label>
      ))}
    </fieldset>
  );
}

function Load(): JSX.Element {
  const { desk } = useWorkplace();
  const load = desk.load.value;
  const max = desk.maxChats.value;
  const pips = Array.from({ length: Math.min(max, MOST_PIPS) }, (_, place) => place < load);
  return (
    <span class={load >= max && max > 0 ? "fact busy" : "fact"}>
      {max <= MOST_PIPS && (
        <span class="pips" aria-hidden="true">
          {pips.map((full, place) => (
            <i key={place} class={full ? "full" : ""} />
          ))}
        </span>
      )}
      <strong>{t("load", { load, max })}</strong>
    </span>
  );
}

function Queue(): JSX.Element {
  const { desk } = useWorkplace();
  const count = desk.waiting.value;
  return (
    <span class={count > 0 ? "fact busy" : "fact"}>
      <strong>{t("queue", { count })}</strong>
    </span>
  );
}

function Connection(): JSX.Element {
  const { desk } = useWorkplace();
  const state = desk.connection.value;
  return (
    <span class="fact" role="status">
      {state === "open" ? (
        <span class="dot on" aria-hidden="true" />
      ) : (
        <span class="dot away" aria-hidden="true" />
      )}
      {t(`connection.${state}`)}
    </span>
  );
}
