// Who the visitor of the active chat is: page now, pages in order, variables, device, place, earlier chats.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { duration } from "../../shared/clock";
import type { Summary, VisitorRecord as Visitor } from "../../shared/protocol";
import { Avatar, Empty, Failed, Loading, Scroller, useLoaded } from "../controls";
import { Icon } from "../icons";
import { dateTimeOf, type Key, locale, t, timeOf, tMaybe } from "../text";
import { useWorkplace } from "../workplace";
import { nameOf } from "./names";
import type { OpenChat } from "./open-chat";
import { barWidths } from "./pages";
import { Why } from "./why";

/** A page's beacon reaches the record a moment after the chat hears of the page. */
const REFRESH_MS = 1_500;
/** Variables and times change while the visitor stays on a page; the record alone knows of them. */
const LIVE_MS = 10_000;
/** A page whose beacon was lost, or that is open in another tab, is not asked for without end. */
const LOOKS = 3;

export function VisitorPanel(): JSX.Element {
  const { desk, page } = useWorkplace();
  const chat = desk.active.value;
  return (
    <aside class="column panel" aria-label={t("panel.title")}>
      <div class="column-head">
        <h2>{t("panel.title")}</h2>
        <button
          type="button"
          class="icon-button only-narrow"
          aria-label={t("panel.close")}
          title={t("panel.close")}
          onClick={() => {
            page.panel.value = false;
            page.fold.value = "chat";
          }}
        >
          <Icon name="close" />
        </button>
      </div>
      <Scroller key={chat?.id} label={t("panel.title")}>
        {chat === undefined ? (
          <Empty icon="person" title={t("panel.empty")}>
            <p>{t("panel.empty.why")}</p>
          </Empty>
        ) : (
          <Loader key={chat.id} chat={chat} />
        )}
      </Scroller>
    </aside>
  );
}

function Loader({ chat }: { chat: OpenChat }): JSX.Element {
  const { api, page } = useWorkplace();
  const { value, failure, again } = useLoaded(chat.id, () => api.visitor(chat.id));
  const { over } = chat;
  const focused = page.focused.value;
  const address = chat.now.page.url;
  const missing = value !== null && address !== "" && value.visit.pages.at(-1)?.url !== address;
  const looks = useRef({ address, left: LOOKS });
  if (looks.current.address !== address) looks.current = { address, left: LOOKS };
  useEffect(() => {
    if (!missing || looks.current.left === 0) return;
    looks.current.left--;
    const timer = setTimeout(again, REFRESH_MS);
    return () => clearTimeout(timer);
  }, [address, missing, value]);
  useEffect(() => {
    if (over || !focused) return;
    const timer = setInterval(again, LIVE_MS);
    return () => clearInterval(timer);
  }, [over, focused]);
  if (value !== null) return <Facts chat={chat} visitor={value} />;
  if (failure !== null) return <Failed failure={failure} again={again} />;
  return <Loading label="panel.loading" />;
}

function Facts({ chat, visitor }: { chat: OpenChat; visitor: Visitor }): JSX.Element {
  return (
    <>
      <Person chat={chat} visitor={visitor} />
      <Now chat={chat} />
      <Pages visitor={visitor} now={chat.now.page.url} />
      <Variables visitor={visitor} />
      <Details visitor={visitor} />
      <Earlier chats={visitor.earlier} />
      <Why chat={chat} />
    </>
  );
}

function Section({ title, children }: { title: Key; children: ComponentChildren }): JSX.Element {
  return (
    <section>
      <h3>{t(title)}</h3>
      {children}
    </section>
  );
}

function Person({ chat, visitor }: { chat: OpenChat; visitor: Visitor }): JSX.Element {
  const email = chat.summary.email || visitor.visitor.email;
  return (
    <section>
      <div class="person">
        <Avatar name={chat.summary.name} of={chat.summary.visitor} present={chat.now.present} />
        <div>
          <strong>
            <bdi>{nameOf(chat)}</bdi>
          </strong>
          {email === "" ? (
            <span class="soft">{t("panel.no_email")}</span>
          ) : (
            <a href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>
              <bdi>{email}</bdi>
            </a>
          )}
        </div>
      </div>
      <dl class="counts">
        <Count label="panel.visits" count={visitor.visitor.visits} />
        <Count label="panel.chats" count={visitor.visitor.chats} />
        <Count label="panel.pages_seen" count={visitor.visit.pages.length} />
      </dl>
    </section>
  );
}

function Count({ label, count }: { label: Key; count: number }): JSX.Element {
  return (
    <div>
      <dt>{t(label)}</dt>
      <dd>{new Intl.NumberFormat(locale.value).format(count)}</dd>
    </div>
  );
}

function Now({ chat }: { chat: OpenChat }): JSX.Element {
  const { page } = chat.now;
  return (
    <Section title="panel.now">
      {page.url === "" ? (
        <p class="soft small">{t("panel.now.unknown")}</p>
      ) : (
        <p class="now" aria-live="polite">
          <strong>
            <bdi>{page.title || page.url}</bdi>
          </strong>
          <PageLink url={page.url} text={shortAddress(page.url)} />
        </p>
      )}
    </Section>
  );
}

function Pages({ visitor, now }: { visitor: Visitor; now: string }): JSX.Element {
  const { page } = useWorkplace();
  const { pages } = visitor.visit;
  const widths = barWidths(pages.map((view) => view.shown_ms));
  return (
    <Section title="panel.pages">
      {pages.length === 0 && <p class="soft small">{t("panel.pages.none")}</p>}
      <ol class="pages">
        {pages.map((view, place) => (
          <li key={view.n}>
            <span class="title" dir="auto">
              <PageLink url={view.url} text={view.title || shortAddress(view.url)} />
            </span>
            <span class="shown">
              <time dateTime={new Date(view.at).toISOString()}>{timeOf(view.at)}</time>
              {place === pages.length - 1 && view.url === now
                ? ` · ${t("panel.pages.now", { time: duration(page.clock.value - view.at) })}`
                : ` · ${duration(view.shown_ms)}`}
            </span>
            <span class="bar" aria-hidden="true">
              <i style={{ inlineSize: `${widths[place] ?? 0}%` }} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Variables({ visitor }: { visitor: Visitor }): JSX.Element | null {
  const entries = Object.entries(visitor.visit.variables);
  if (entries.length === 0) return null;
  return (
    <Section title="panel.variables">
      <dl class="pairs">
        {entries.map(([name, value]) => (
          <Pair key={name} label={name} text={wording(value)} />
        ))}
      </dl>
    </Section>
  );
}

function Details({ visitor: { visit, visitor } }: { visitor: Visitor }): JSX.Element {
  const { place } = visit;
  const country = nameIn("region", place.country);
  const where = [...new Set([place.city, place.region, country])].filter(Boolean).join(", ");
  const rows: [Key, string][] = [
    ["panel.place", where],
    ["panel.zone", visit.zone],
    ["panel.local_time", localTime(visit.zone)],
    ["panel.language", nameIn("language", visit.language)],
    ["panel.browser", visit.browser],
    ["panel.os", visit.os],
    ["panel.device", [deviceName(visit.device), visit.screen].filter(Boolean).join(", ")],
    ["panel.connection", visit.connection],
    ["panel.ip", visit.ip],
    ["panel.referrer", visit.referrer],
    ["panel.visit_since", dateTimeOf(visit.started)],
    ["panel.first_seen", dateTimeOf(visitor.first_seen)],
  ];
  return (
    <Section title="panel.details">
      <dl class="pairs">
        {rows
          .filter(([, text]) => text !== "")
          .map(([key, text]) => (
            <Pair key={key} label={t(key)} text={text} />
          ))}
      </dl>
    </Section>
  );
}

function Pair({ label, text }: { label: string; text: string }): JSX.Element {
  return (
    <>
      <dt>
        <bdi>{label}</bdi>
      </dt>
      <dd>
        <bdi>{text}</bdi>
      </dd>
    </>
  );
}

function Earlier({ chats }: { chats: readonly Summary[] }): JSX.Element {
  const { page } = useWorkplace();
  return (
    <Section title="panel.earlier">
      {chats.length === 0 && <p class="soft small">{t("panel.earlier.none")}</p>}
      <ul class="earlier">
        {chats.map((chat) => (
          <li key={chat.id}>
            <button
              type="button"
              onClick={() => {
                page.dialog.value = { name: "earlier", chat: chat.id };
              }}
            >
              <span>{dateTimeOf(chat.started)}</span>
              <span class="said" dir="auto">
                {chat.last || t("closed.no_lines")}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Only web addresses become links: a page may claim any address, `javascript:` among them. */
function PageLink({ url, text }: { url: string; text: string }): JSX.Element {
  if (!/^https?:\/\//i.test(url)) return <>{text}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" title={url}>
      {text}
    </a>
  );
}

function shortAddress(url: string): string {
  return url.replace(/^https?:\/\//i, "");
}

function wording(value: string | number | boolean): string {
  if (typeof value === "number") return new Intl.NumberFormat(locale.value).format(value);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return value;
}

function deviceName(device: string): string {
  return device === "" ? "" : tMaybe(`device.${device}`, "device.other");
}

function localTime(zone: string): string {
  try {
    const format = { hour: "numeric", minute: "2-digit", timeZone: zone } as const;
    return zone && new Intl.DateTimeFormat(locale.value, format).format(Date.now());
  } catch {
    return "";
  }
}

/** The language's or country's name for its code, in the reader's language. */
function nameIn(type: "language" | "region", code: string): string {
  try {
    return (code && new Intl.DisplayNames([locale.value], { type }).of(code)) || code;
  } catch {
    return code;
  }
}
