// Who was chosen in the list: the path of pages, what the page told, how rules stand; and the invitation by hand.
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { duration } from "../../shared/clock";
import { Avatar, Failed, Loading, useLoaded } from "../controls";
import { Icon } from "../icons";
import { addressOf } from "../route";
import { dateTimeOf, timeOf } from "../text";
import { useWorkplace } from "../workplace";
import type { Crowd } from "./crowd";
import { HandInvite } from "./invite";
import type { KnownVisitor, LiveVisitor, RecordedVisit, VisitTold } from "./records";
import { cartText, engagementText, nameOf, pageOf, placeOf } from "./telling";
import { tv, type Word } from "./words";

const AGAIN_MS = 4_000;

interface DetailProps {
  crowd: Crowd;
  visit: string;
  mayInvite: boolean;
  onClose(): void;
}

export function Detail({ crowd, visit, mayInvite, onClose }: DetailProps): JSX.Element {
  const live = crowd.known.value.get(visit);
  return (
    <aside class="visitor-detail" aria-label={tv("detail")}>
      <header>
        <button
          type="button"
          class="icon-button"
          aria-label={tv("detail.close")}
          title={tv("detail.close")}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {live === undefined ? (
        <p class="visitor-gone soft">{tv(crowd.loaded.value ? "detail.gone" : "loading")}</p>
      ) : (
        <Told crowd={crowd} live={live} mayInvite={mayInvite} />
      )}
    </aside>
  );
}

interface ToldProps {
  crowd: Crowd;
  live: LiveVisitor;
  mayInvite: boolean;
}

function Told({ crowd, live, mayInvite }: ToldProps): JSX.Element {
  const { api } = useWorkplace();
  const path = `/v1/visitors/${encodeURIComponent(live.visitor)}`;
  const { value, failure, again } = useLoaded(
    path,
    async () => (await (await api.send("GET", path)).json()) as KnownVisitor,
  );
  useEffect(() => {
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [path]);
  const recorded = value?.visits.find(({ visit }) => visit === live.visit);
  // What was read of this one is newer than the list's where both tell of it.
  const shown: LiveVisitor =
    recorded === undefined ? live : { ...live, ...recorded, pages: live.pages };
  return (
    <div class="visitor-told">
      <Person shown={shown} known={value} />
      {live.chat === "" ? (
        <HandInvite crowd={crowd} visitor={shown} mayInvite={mayInvite} />
      ) : (
        <a class="button main" href={addressOf({ screen: "chat", chat: live.chat })}>
          <Icon name="chat" />
          {tv("detail.chat")}
        </a>
      )}
      {value === null && failure === null && <Loading label="panel.loading" />}
      {value === null && failure !== null && <Failed failure={failure} again={again} />}
      {recorded !== undefined && <Path visit={recorded} />}
      <Facts visit={shown} />
      <Rules visit={shown} />
      {value !== null && <Earlier known={value} now={live.visit} />}
    </div>
  );
}

function Person({ shown, known }: { shown: LiveVisitor; known: KnownVisitor | null }): JSX.Element {
  return (
    <section class="visitor-person">
      <Avatar name={shown.name} of={shown.visitor} present={shown.left === 0} />
      <div>
        <h3>
          <bdi>{nameOf(shown)}</bdi>
        </h3>
        <p class="soft small">{placeOf(shown)}</p>
        {shown.identity !== "" && (
          <p class={shown.verified ? "visitor-verified" : "soft small"}>
            {shown.verified && <Icon name="shield" />}
            {tv(shown.verified ? "identity.verified" : "identity.claimed", { id: shown.identity })}
          </p>
        )}
        {known !== null && (
          <p class="soft small">
            {tv("detail.history", { visits: known.visitor.visits, chats: known.visitor.chats })}
          </p>
        )}
      </div>
    </section>
  );
}

/** The pages in order, each with a bar for how long it was looked at. */
function Path({ visit }: { visit: RecordedVisit }): JSX.Element {
  const { page } = useWorkplace();
  const last = visit.pages.at(-1);
  const times = visit.pages.map((view) =>
    view === last && visit.left === 0 ? Math.max(0, page.clock.value - view.at) : view.shown_ms,
  );
  const most = Math.max(1, ...times);
  return (
    <Part title="detail.path">
      {visit.seen_pages > visit.pages.length && (
        <p class="hint">
          {tv("detail.path.more", { count: visit.seen_pages - visit.pages.length })}
        </p>
      )}
      <ol class="visitor-path">
        {visit.pages.map((view, at) => (
          <li key={view.n} class={view === last && visit.left === 0 ? "now" : ""}>
            <span class="visitor-page">
              <bdi>{view.title || pageOf(view.url)}</bdi>
              <span class="soft small" dir="ltr">
                {pageOf(view.url)}
              </span>
            </span>
            <span class="page-bar" aria-hidden="true">
              <i style={{ inlineSize: `${((times[at] ?? 0) / most) * 100}%` }} />
            </span>
            <span class="soft small number">
              {timeOf(view.at)} · {duration(times[at] ?? 0)}
            </span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Facts({ visit }: { visit: VisitTold }): JSX.Element {
  const rows: [string, string][] = [
    [tv("fact.cart"), cartText(visit.cart)],
    ...Object.entries(visit.variables).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
    [tv("fact.referrer"), visit.referrer],
    [tv("fact.language"), visit.language],
    [tv("fact.system"), visit.os],
    [tv("fact.connection"), visit.connection],
    [tv("fact.since"), dateTimeOf(visit.started)],
  ];
  return (
    <Part title="detail.facts">
      <dl class="visitor-pairs">
        {rows
          .filter(([, text]) => text !== "")
          .map(([label, text]) => (
            <div key={label}>
              <dt>
                <bdi>{label}</bdi>
              </dt>
              <dd>
                <bdi>{text}</bdi>
              </dd>
            </div>
          ))}
      </dl>
    </Part>
  );
}

function Rules({ visit }: { visit: VisitTold }): JSX.Element {
  return (
    <Part title="detail.rules">
      {visit.engagements.length === 0 && <p class="soft small">{tv("detail.rules.none")}</p>}
      <ul class="visitor-rules">
        {visit.engagements.map((one) => (
          <li key={`${one.rule}${one.state}`}>
            <span>{engagementText(one)}</span>
            <span class="soft small">{timeOf(one.at)}</span>
          </li>
        ))}
      </ul>
      <a
        class="small"
        href={addressOf({ screen: "admin", section: "rules", part: `explain.${visit.visitor}` })}
      >
        {tv("detail.explain")}
      </a>
    </Part>
  );
}

function Earlier({ known, now }: { known: KnownVisitor; now: string }): JSX.Element | null {
  const visits = known.visits.filter(({ visit }) => visit !== now);
  if (visits.length === 0) return null;
  return (
    <Part title="detail.earlier">
      <ul class="visitor-rules">
        {visits.map((visit) => (
          <li key={visit.visit}>
            <span>{dateTimeOf(visit.started)}</span>
            <span class="soft small">{tv("pages", { count: visit.seen_pages })}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, children }: { title: Word; children: ComponentChildren }): JSX.Element {
  return (
    <section>
      <h4>{tv(title)}</h4>
      {children}
    </section>
  );
}
