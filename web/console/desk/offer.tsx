// A chat that is offered: who, since when, how long the offer stands; Enter accepts, Escape lets it pass.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Offer } from "../../shared/protocol";
import { Avatar } from "../controls";
import { spanOf, t } from "../text";
import { useWorkplace } from "../workplace";
import { isWriting } from "./keys";
import { visitorName } from "./names";

const TICK_MS = 250;
const MOMENT_MS = 10_000;

/** Not modal: who is writing to somebody goes on writing, and an Enter of theirs accepts nothing. */
export function OfferDialog(): JSX.Element | null {
  const { desk } = useWorkplace();
  const offer = desk.sharing.offers.value[0];
  if (offer === undefined) return null;
  return <Offered key={offer.chat.id} offer={offer} more={desk.sharing.offers.value.length - 1} />;
}

function Offered({ offer, more }: { offer: Offer; more: number }): JSX.Element {
  const { desk } = useWorkplace();
  const { chat } = offer;
  const name = visitorName(chat);
  const accept = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isWriting(document.activeElement)) accept.current?.focus();
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
          <bdi>{chat.last || waitOf(chat.started)}</bdi>
        </p>
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

function waitOf(since: number): string {
  const span = Date.now() - since;
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
