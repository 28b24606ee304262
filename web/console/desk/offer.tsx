// A chat that is offered: who, since when, how long the offer stands; Enter accepts, Escape lets it pass.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Offer } from "../../shared/protocol";
import { Avatar, above, openDialogs } from "../controls";
import { Icon } from "../icons";
import { spanOf, t, timeOf } from "../text";
import { useWorkplace } from "../workplace";
import { isWriting } from "./keys";
import { visitorName } from "./names";
import type { LetPass } from "./sharing";

const TICK_MS = 250;
const MOMENT_MS = 10_000;
/** So long it takes to read what becomes of a chat that was let pass. */
const READ_MS = 15_000;

/** Its own place among the banners, where it covers nothing; over a modal dialog it stands in that. */
export function OfferHere(): JSX.Element | null {
  useEffect(() => {
    above.value = OfferCard;
    return () => {
      above.value = null;
    };
  }, []);
  return openDialogs.value.length === 0 ? <OfferCard /> : null;
}

/** What becomes of a chat that was let pass; gone by itself after a while, or with the page. */
export function LetPassNotice(): JSX.Element {
  const { desk } = useWorkplace();
  const passed = desk.sharing.letPass.value;
  useEffect(() => {
    if (passed === null) return;
    const lasts = Math.max(READ_MS, passed.at - Date.now());
    const timer = setTimeout(() => {
      desk.sharing.letPass.value = null;
    }, lasts);
    return () => clearTimeout(timer);
  }, [passed]);
  return (
    <div role="status">
      {passed !== null && (
        <div class="notice">
          <Icon name="bell" />
          <p>{wordingOf(passed)}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={t("close")}
            title={t("close")}
            onClick={() => {
              desk.sharing.letPass.value = null;
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}

function wordingOf({ chat, late, next, at }: LetPass): string {
  const name = visitorName(chat);
  if (next === "again") return t("passed.again", { name, time: timeOf(at) });
  if (next === "offered") return t("passed.offered", { name });
  return t(late ? "passed.late" : "passed.waiting", { name });
}

/** Not modal: who is writing to somebody goes on writing, and an Enter of theirs accepts nothing. */
function OfferCard(): JSX.Element | null {
  const { desk } = useWorkplace();
  const offer = desk.sharing.offers.value[0];
  if (offer === undefined) return null;
  return <Offered key={offer.chat.id} offer={offer} more={desk.sharing.offers.value.length - 1} />;
}

function Offered({ offer, more }: { offer: Offer; more: number }): JSX.Element {
  const { desk, page } = useWorkplace();
  const { chat } = offer;
  const name = visitorName(chat);
  const accept = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    // Nor is the focus taken out of a dialog's fields.
    if (!isWriting(activeElement) && activeElement?.closest("dialog form") === null)
      accept.current?.focus();
  }, []);
  return (
    <div
      class="offer"
      role="alertdialog"
      aria-label={t("offer.title", { name })}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        desk.sharing.decline(chat.id);
      }}
    >
      <Countdown until={offer.until} />
      <Avatar name={chat.name} of={chat.visitor} />
      <div class="offer-text">
        <h2>{t("offer.title", { name })}</h2>
        <p>
          <bdi>{chat.last || waitOf(chat.started, Math.max(page.clock.value, Date.now()))}</bdi>
        </p>
        <About offer={offer} />
        {more > 0 && <p class="soft small">{t("offer.more", { count: more })}</p>}
      </div>
      <div class="offer-buttons">
        <button type="button" class="button" onClick={() => desk.sharing.decline(chat.id)}>
          {t("offer.decline")}
        </button>
        <button
          type="button"
          class="button main"
          ref={accept}
          onClick={() => desk.sharing.accept(chat.id)}
        >
          {t("offer.accept")}
        </button>
      </div>
    </div>
  );
}

/** What helps to decide: where the visitor is, what it is about, who passed it on and why. */
function About({ offer }: { offer: Offer }): JSX.Element {
  const { page, skill = "", rule = "", passed } = offer;
  const facts: [string, string][] = [
    [t("offer.page"), page?.title || page?.url || ""],
    [t("offer.skill"), skill],
    [t("offer.rule"), rule],
    [t("offer.passed"), passed ? [passed.name, passed.reason].filter(Boolean).join(" · ") : ""],
    [t("offer.note"), passed?.text ?? ""],
  ];
  return (
    <dl class="offer-facts small">
      {facts
        .filter(([, fact]) => fact !== "")
        .map(([name, fact]) => (
          <div key={name}>
            <dt class="soft">{name}</dt>
            <dd>
              <bdi>{fact}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}

function waitOf(since: number, now: number): string {
  const span = now - since;
  return span < MOMENT_MS ? t("offer.new") : t("offer.waits", { span: spanOf(span) });
}

/** A ring that empties; its length is what was left when it came in sight. */
function Countdown({ until }: { until: number }): JSX.Element {
  const whole = useSignal(Math.max(1, until - Date.now()));
  const left = useSignal(whole.peek());
  useEffect(() => {
    const timer = setInterval(() => {
      left.value = Math.max(0, until - Date.now());
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [until]);
  const seconds = Math.ceil(left.value / 1000);
  return (
    <span class="countdown" role="timer" aria-label={t("span.seconds", { count: seconds })}>
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle cx="18" cy="18" r="16" pathLength={100} class="track" />
        <circle
          cx="18"
          cy="18"
          r="16"
          pathLength={100}
          class="left"
          style={{ strokeDasharray: `${(100 * left.value) / whole.value} 100` }}
        />
      </svg>
      <span aria-hidden="true">{seconds}</span>
    </span>
  );
}
