// Why a chat came to whom: each agent who was looked at, and what spoke for or against them.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Decision, Verdict } from "../../shared/protocol";
import { Failed, Loading, useLoaded } from "../controls";
import { spanOf, t, timeOf, tMaybe } from "../text";
import { useWorkplace } from "../workplace";
import type { OpenChat } from "./open-chat";

const MOMENT_MS = 10_000;

/** Asked for when it is opened: most chats are never asked about. */
export function Why({ chat }: { chat: OpenChat }): JSX.Element {
  const open = useSignal(false);
  return (
    <section>
      <details
        class="why"
        onToggle={(event) => {
          open.value = event.currentTarget.open;
        }}
      >
        <summary>{t("why.title")}</summary>
        {open.value && <Decisions chat={chat} />}
      </details>
    </section>
  );
}

function Decisions({ chat }: { chat: OpenChat }): JSX.Element {
  const { api } = useWorkplace();
  const { value, failure, again } = useLoaded(chat.id, () => api.decisions(chat.id));
  const list = useRef<HTMLDivElement>(null);
  // It opens at the panel's lower end, where nobody would see that anything came.
  useEffect(() => list.current?.scrollIntoView({ block: "nearest" }), [value]);
  if (failure !== null) return <Failed failure={failure} again={again} />;
  if (value === null) return <Loading label="why.loading" />;
  if (value.length === 0) return <p class="soft small">{t("why.none")}</p>;
  return (
    <div ref={list}>
      {[...value].reverse().map((decision) => (
        <HandOut key={decision.at} decision={decision} />
      ))}
    </div>
  );
}

function HandOut({ decision }: { decision: Decision }): JSX.Element {
  const others = Object.entries(decision.others);
  return (
    <>
      <p class="soft small">
        {decision.rule !== "" && `${t("why.rule", { rule: decision.rule })} `}
        {decision.gone > 0 && `${t("why.gone", { count: decision.gone })} `}
        {t(decision.offered ? "why.offered" : "why.given", {
          name: decision.name || decision.agent,
          time: timeOf(decision.at),
        })}
      </p>
      <ol class="verdicts">
        {decision.verdicts.map((verdict) => (
          <Row key={verdict.agent} verdict={verdict} decision={decision} />
        ))}
        {others.map(([reason, count]) => (
          <li key={reason} class="soft small">
            {t("why.more", { count })} {reasonOf(reason, "")}
          </li>
        ))}
      </ol>
    </>
  );
}

interface RowProps {
  verdict: Verdict;
  decision: Decision;
}

function Row({ verdict, decision }: RowProps): JSX.Element {
  const asked = decision.offered && verdict.reason === "chosen";
  const { name, agent, reason, used, limit, received } = verdict;
  const share = limit === 0 ? 100 : Math.min(100, (100 * used) / limit);
  return (
    <li class={reason === "chosen" ? "chosen" : ""}>
      <span class="title">
        <bdi>{name || agent}</bdi>
      </span>
      <span class="shown">{t("why.slots", { used, limit })}</span>
      <span class="bar" aria-hidden="true">
        <i style={{ inlineSize: `${share}%` }} />
      </span>
      <span class="reason">
        {asked ? t("why.asked") : reasonOf(reason, verdict.detail)} {idle(decision.at, received)}
      </span>
    </li>
  );
}

function idle(at: number, received: number): string {
  if (received === 0) return t("why.never");
  const span = at - received;
  return span < MOMENT_MS ? t("why.just") : t("why.idle", { span: spanOf(span) });
}

function reasonOf(reason: string, detail: string): string {
  const text = tMaybe(`why.${reason}`, "why.other");
  return detail === "" ? text : `${text} (${detail})`;
}
